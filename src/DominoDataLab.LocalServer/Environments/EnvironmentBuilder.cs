using System.Diagnostics;
using System.Threading.Channels;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Environments;

/// <summary>
/// Builds revisions, one after another. No image is made on this machine: a build checks that the scripts can be run and
/// says in its log what takes effect here and what does not.
/// </summary>
internal sealed class EnvironmentBuilder(EnvironmentStore store, ServerFolders folders, TimeProvider time) : IAsyncDisposable
{
    private static readonly string[] Scripts = ["preSetupScript", "postSetupScript", "preRunScript", "postRunScript"];
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private Task _worker = Task.CompletedTask;

    public void Start()
    {
        foreach (var revision in store.Unbuilt())
        {
            _queue.Writer.TryWrite(revision.Id);
        }

        _worker = Task.Run(WorkAsync);
    }

    public void Enqueue(RevisionRow revision) => _queue.Writer.TryWrite(revision.Id);

    public async ValueTask DisposeAsync()
    {
        // What is still queued is found again at the next start.
        _queue.Writer.TryComplete();
        await _worker;
    }

    private async Task WorkAsync()
    {
        await foreach (var id in _queue.Reader.ReadAllAsync())
        {
            var revision = store.Revision(id)!;
            await using var log = new StreamWriter(Path.Combine(folders.Logs, $"build-{id}.log")) { AutoFlush = true };
            try
            {
                store.SetStatus(id, "building");
                store.SetStatus(id, await BuildAsync(revision, log) ? "succeeded" : "failed");
            }
            catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception or UnauthorizedAccessException)
            {
                await log.WriteLineAsync($"{Now} The build can't go on: {e.Message}");
                store.SetStatus(id, "failed");
            }
        }
    }

    private async Task<bool> BuildAsync(RevisionRow revision, StreamWriter log)
    {
        await log.WriteLineAsync($"{Now} Revision {revision.Number}");
        if (revision.Definition["dockerfileInstructions"]?.GetValue<string>() is { Length: > 0 })
        {
            await log.WriteLineAsync($"{Now} This server makes no images: the Dockerfile instructions are kept and not run. What they install must be on this machine.");
        }

        var good = true;
        foreach (var name in Scripts)
        {
            if (revision.Definition[name]?.GetValue<string>() is { Length: > 0 } script)
            {
                var complaint = await CheckAsync(script);
                await log.WriteLineAsync($"{Now} {name}: {(complaint.Length == 0 ? "can be run" : complaint)}");
                good &= complaint.Length == 0;
            }
        }

        await log.WriteLineAsync($"{Now} {(good ? "Ready for use" : "A script has an error; mend it in a new revision")}");
        return good;
    }

    /// <summary>What the shell says of a script's grammar; nothing of it is run.</summary>
    private static async Task<string> CheckAsync(string script)
    {
        if (OperatingSystem.IsWindows())
        {
            return "";
        }

        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var complaint = shell.StandardError.ReadToEndAsync();
        await shell.StandardInput.WriteAsync(script);
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        return shell.ExitCode == 0 ? "" : (await complaint).Trim();
    }

    private string Now => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
