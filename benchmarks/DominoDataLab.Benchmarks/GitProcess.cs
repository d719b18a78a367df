using System.Diagnostics;

namespace DominoDataLab.Benchmarks;

/// <summary>Runs git, the baseline for what the server does with repositories.</summary>
internal static class GitProcess
{
    public static bool IsMissing =>
        !(Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "git.exe" : "git")));

    public static async Task RunAsync(params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = git.StandardError.ReadToEndAsync();
        await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        if (git.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed: {await errors}");
        }
    }
}
