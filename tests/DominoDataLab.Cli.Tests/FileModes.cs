using System.Diagnostics;

namespace DominoDataLab.Cli.Tests;

/// <summary>Lets the modes of files stop a process, even one of root's, who otherwise goes past them.</summary>
internal static class FileModes
{
    private const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly string[] WithoutOverride =
    [
        "setpriv",
        "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-dac_override,-dac_read_search",
    ];
    private static readonly Lazy<Task<bool>> CanGiveUp = new(TryAsync);

    /// <summary>Gets the start of a command that file modes can stop. It is empty unless the tests run as root.</summary>
    public static async Task<string[]> CommandAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        Assert.SkipUnless(await CanGiveUp.Value, "Modes do not stop root, and there is no setpriv that makes them.");
        return WithoutOverride;
    }

    /// <summary>A file or folder that nobody may read, write or enter, until this is disposed.</summary>
    public static IDisposable Close(string path) => new Changed(path, UnixFileMode.None);

    /// <summary>A folder in which nothing may be made, replaced or removed, until this is disposed.</summary>
    public static IDisposable Protect(string folder) => new Changed(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

    /// <summary>A folder whose files nobody may list, until this is disposed.</summary>
    public static IDisposable Hide(string folder) => new Changed(folder, UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static async Task<bool> TryAsync()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("closed", "");
        using var closed = Close(file);
        try
        {
            using var cat = Process.Start(
                new ProcessStartInfo(WithoutOverride[0], [.. WithoutOverride[1..], "cat", file]) { RedirectStandardError = true }
            )!;
            var says = await cat.StandardError.ReadToEndAsync();
            await cat.WaitForExitAsync();
            return says.Contains("denied", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // The program is not installed.
            return false;
        }
    }

    private sealed class Changed : IDisposable
    {
        private readonly string _path;

        public Changed(string path, UnixFileMode mode)
        {
            _path = path;
            Set(mode);
        }

        public void Dispose() => Set(All);

        private void Set(UnixFileMode mode)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_path, mode);
            }
        }
    }
}
