using System.Threading.Channels;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Accounts;
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
    IExecutor executor,
    UserAccounts accounts,
    LocalDominoOptions options,
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
        catch (Exception e) when (e is ExecutionStartException or PreparationException)
        {
            CouldNotCheck(logger, id, e);
            await log.WriteLineAsync($"{Now} The scripts cannot be checked: {e.Message}");
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
                var complaint = await CheckAsync(revision, script);
                await log.WriteLineAsync($"{Now} {name}: {(complaint.Length == 0 ? "can be run" : complaint)}");
                good &= complaint.Length == 0;
            }
        }

        await log.WriteLineAsync($"{Now} {(good ? "Ready for use" : "A script has an error; mend it in a new revision")}");
        return good;
    }

    /// <summary>Lets the shell check the syntax of a script without running it, as the other commands of the environment's owner.</summary>
    private async Task<string> CheckAsync(RevisionRow revision, string script)
    {
        if (OperatingSystem.IsWindows())
        {
            return "";
        }

        var owner = store.Find(revision.EnvironmentId)?.OwnerId;
        var folder = Path.Combine(folders.Work, "build-" + revision.Id);
        Directory.CreateDirectory(folder);
        try
        {
            var spec = new ExecutionSpec
            {
                Id = revision.Id,
                Command = ["/bin/sh", "-n", "-c", script],
                Folder = folder,
                Variables = new Dictionary<string, string>(),
                Account = owner is null ? null : accounts.Of(owner),
                Tier = options.HardwareTiers[0],
            };
            await using var execution = await executor.StartAsync(spec, _end.Token);
            using var stdout = new StreamReader(execution.Output.Stdout);
            using var stderr = new StreamReader(execution.Output.Stderr);
            var said = stdout.ReadToEndAsync();
            var complaint = (await stderr.ReadToEndAsync()).Trim();
            await said;
            var (code, _, _) = await execution.Completion;
            return code == 0 ? ""
                : complaint.Length > 0 ? complaint
                : $"the shell ended with exit code {code}";
        }
        finally
        {
            FolderRemoval.TryRemove(folder);
        }
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
