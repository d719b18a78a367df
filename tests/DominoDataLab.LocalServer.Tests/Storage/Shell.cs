using System.Diagnostics;

namespace DominoDataLab.LocalServer.Tests.Storage;

/// <summary>Runs shell scripts that prepare what .NET cannot: very deep folders and names that are not UTF-8.</summary>
internal static class Shell
{
    /// <summary>Makes 45 nested folders with names of 100 characters and a file in the last one, below the current folder.</summary>
    public const string Deep =
        "n=$(printf 'd%.0s' $(seq 100)); (for i in $(seq 45); do mkdir $n && cd $n || exit 1; done; echo x >last.txt) || exit 1\n";

    /// <summary>Makes a file whose name is the word café in Latin-1.</summary>
    public const string Latin1 = "printf x >\"$(printf 'caf\\351.txt')\"\n";

    public static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux allows such paths and names.");

    public static async Task RunAsync(string folder, string script)
    {
        using var process = Process.Start(
            new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = folder, RedirectStandardError = true }
        )!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, errors);
    }
}
