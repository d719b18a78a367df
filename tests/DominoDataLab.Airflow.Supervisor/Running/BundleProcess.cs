using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>The program to start, its arguments before the two flags, and variables in addition to the inherited ones.</summary>
internal sealed record BundleCommand(string Program, params string[] Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; private init; } = new Dictionary<string, string>();

    public BundleCommand With(string name, string value) =>
        this with
        {
            Environment = new Dictionary<string, string>(Environment) { [name] = value },
        };
}

/// <summary>A bundle's process, started as Airflow starts it, and its two connections.</summary>
internal sealed class BundleProcess : IDisposable
{
    private readonly Process _process;
    private readonly Socket _commListener = Listen();
    private readonly Socket _logsListener = Listen();
    private readonly long _started = Stopwatch.GetTimestamp();

    public BundleProcess(BundleCommand command)
    {
        // The worker ignores SIGINT and has no standard input; both are inherited. The shell's process becomes the bundle's.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "-c",
            "trap '' INT; exec \"$0\" \"$@\" < /dev/null",
            command.Program,
            .. command.Arguments,
            $"--comm={Address(_commListener)}",
            $"--logs={Address(_logsListener)}",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "INFO";
        start.Environment["AIRFLOW__LOGGING__NAMESPACE_LEVELS"] = "";
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        Id = _process.Id;
        Exit = _process.WaitForExitAsync();
    }

    public int Id { get; }

    public TimeSpan Age => Stopwatch.GetElapsedTime(_started);

    /// <summary>Gets the task that ends with the process. A Process must not be waited for by several threads at once.</summary>
    public Task Exit { get; }

    /// <summary>Gets the exit code; negative if a signal ended the process, as in Python.</summary>
    public int ExitCode => _process.ExitCode is > 128 and < 160 ? 128 - _process.ExitCode : _process.ExitCode;

    public StreamReader StandardOutput => _process.StandardOutput;

    public StreamReader StandardError => _process.StandardError;

    public Task<Socket> AcceptCommAsync(CancellationToken cancellationToken) => AcceptAsync(_commListener, cancellationToken);

    public Task<Socket> AcceptLogsAsync(CancellationToken cancellationToken) => AcceptAsync(_logsListener, cancellationToken);

    /// <summary>Kills the process and its descendants if it still runs.</summary>
    public void Kill()
    {
        if (!Exit.IsCompleted)
        {
            ProcessTree.Of(Id).ForEach(ProcessTree.Kill);
        }
    }

    public void Dispose()
    {
        _commListener.Dispose();
        _logsListener.Dispose();
        _process.Dispose();
    }

    /// <summary>Accepts a connection of the process or a descendant, and closes those of others.</summary>
    private async Task<Socket> AcceptAsync(Socket listener, CancellationToken cancellationToken)
    {
        while (true)
        {
            var socket = await listener.AcceptAsync(cancellationToken);
            if (await IsOwnAsync(socket, cancellationToken))
            {
                socket.NoDelay = true;
                return socket;
            }

            socket.Dispose();
        }
    }

    private async Task<bool> IsOwnAsync(Socket connection, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (ProcessTree.OwnsSocket(Id, connection))
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        return false;
    }

    private static string Address(Socket listener) => $"127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        return listener;
    }
}
