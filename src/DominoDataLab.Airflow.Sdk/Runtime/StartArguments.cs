using System.Net;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>The addresses that Airflow starts a bundle with.</summary>
internal sealed record StartArguments(IPEndPoint Comm, IPEndPoint Logs)
{
    /// <summary>Reads the command line, or returns null if it isn't one of Airflow's.</summary>
    public static StartArguments? Parse(IReadOnlyList<string> args)
    {
        var comm = Find(args, "--comm=");
        var logs = Find(args, "--logs=");
        return comm is null || logs is null ? null : new StartArguments(comm, logs);
    }

    private static IPEndPoint? Find(IReadOnlyList<string> args, string prefix)
    {
        var text = args.FirstOrDefault(arg => arg.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
        return
            IPEndPoint.TryParse(text ?? "", out var address)
            && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            && address.Port != 0
            ? address
            : null;
    }
}
