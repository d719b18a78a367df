using System.Diagnostics;

namespace DominoDataLab.LocalServer.Tests.Storage;

/// <summary>A disk of a few MiB, for what happens when it is full.</summary>
internal sealed class SmallDisk(string folder) : IAsyncDisposable
{
    public string Folder => folder;

    public static async Task<SmallDisk> MountAsync(string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a small disk needs root on Linux.");
        var folder = Directory.CreateTempSubdirectory().FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", options, "none", folder) == 0, "This machine lets nobody mount.");
        return new SmallDisk(folder);
    }

    public async Task FillAsync()
    {
        await using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                await filler.WriteAsync(block, TestContext.Current.CancellationToken);
            }
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", folder);
        Directory.Delete(folder);
    }

    private string Filler => Path.Combine(folder, "filler");

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
