using System.Net.NetworkInformation;

namespace DominoDataLab.Client.Tests;

/// <summary>The programs of the machine that runs the tests.</summary>
internal static class Machine
{
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(place => File.Exists(Path.Combine(place, program)));

    /// <summary>Skips a test that needs a program; in CI, which installs them, that is a failure.</summary>
    public static void Require(string program, string package)
    {
        if (!Has(program))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"CI installs {package}, and yet there is no '{program}'.");
            Assert.Skip($"Needs '{program}' ({package}).");
        }
    }

    /// <summary>The processes that are alive and have this in their environment; Linux only.</summary>
    public static List<string> ProcessesWith(string variable) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && IsAliveWith(folder, variable)),
        ];

    private static bool IsAliveWith(string process, string variable)
    {
        try
        {
            return File.ReadAllText(process + "/environ").Split('\0').Contains(variable)
                && File.ReadAllText(process + "/stat").Split(')')[^1].TrimStart()[0] is not ('Z' or 'X');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended or belongs to another user.
            return false;
        }
    }

    public static bool IsListening(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);
}
