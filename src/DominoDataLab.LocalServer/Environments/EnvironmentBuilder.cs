using System.Diagnostics;
using System.Threading.Channels;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Environments;

/// <summary>
/// Builds revisions, one after another. No image is made on this machine: a build checks that the scripts can be run and
/// says in its log what takes effect here and what does not.
/// </summary>
internal sealed partial class EnvironmentBuilder(
    EnvironmentStore store,
    ServerFolders folders,
    TimeProvider time,
    ILogger<EnvironmentBuilder> logger
) : IDisposable
{
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _end = new();
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

    public async Task StopAsync()
    {
        // What is still queued is found again at the next start.
        _queue.Writer.TryComplete();
        await _end.CancelAsync();
        await _worker;
    }

    public void Dispose() => _end.Dispose();

    private async Task WorkAsync()
    {
        await foreach (var id in _queue.Reader.ReadAllAsync())
        {
            try
            {
                await BuildAsync(id);
            }
            catch (Exception e)
            {
                // What can't even be written down, as on a full disk, must not take the worker with it: it is tried again until there is
                // room.
                CouldNotRecord(logger, id, e);
                await Task.Delay(TimeSpan.FromSeconds(1), _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _queue.Writer.TryWrite(id);
            }
        }
    }

    private async Task BuildAsync(string id)
    {
        await using var log = new StreamWriter(Path.Combine(folders.Logs, $"build-{id}.log")) { AutoFlush = true };
        store.SetStatus(id, "building");
        string status;
        try
        {
            status = await BuildAsync(store.Revision(id)!, log) ? "succeeded" : "failed";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            CouldNotCheck(logger, id, e);
            await log.WriteLineAsync($"{Now} The build can't go on: /bin/sh, which checks the scripts, could not be started.");
            status = "failed";
        }

        store.SetStatus(id, status);
    }

    private async Task<bool> BuildAsync(RevisionRow revision, StreamWriter log)
    {
        await log.WriteLineAsync($"{Now} Revision {revision.Number}");
        if (revision.Definition["dockerfileInstructions"]?.GetValue<string>() is { Length: > 0 })
        {
            await log.WriteLineAsync(
                $"{Now} This server makes no images: the Dockerfile instructions are kept and not run. What they install must be on "
                    + "this machine."
            );
        }

        var good = true;
        foreach (var name in EnvironmentScripts.All)
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

    /// <summary>Lets the shell check the syntax of a script without running it.</summary>
    private static async Task<string> CheckAsync(string script)
    {
        if (OperatingSystem.IsWindows())
        {
            return "";
        }

        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-n"])
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var complaint = shell.StandardError.ReadToEndAsync();
        try
        {
            await shell.StandardInput.WriteAsync(script);
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell ended at the first error and reads no more; what it said is what counts.
        }

        await shell.WaitForExitAsync();
        return shell.ExitCode == 0 ? "" : (await complaint).Trim();
    }

    private string Now => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The build of environment revision {RevisionId} could not be written down; it is tried again"
    )]
    private static partial void CouldNotRecord(ILogger logger, string revisionId, Exception reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The scripts of environment revision {RevisionId} could not be checked")]
    private static partial void CouldNotCheck(ILogger logger, string revisionId, Exception reason);
}
