using System.Net.NetworkInformation;

namespace DominoDataLab.Client.Tests;

/// <summary>What the machine that the tests run on has.</summary>
internal static class Machine
{
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, program)));

    public static bool IsListening(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);
}
