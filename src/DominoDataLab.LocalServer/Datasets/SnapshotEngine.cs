using System.Text.Json.Nodes;
using System.Threading.Channels;
using DominoDataLab.LocalServer.Datasets.Uploads;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>
/// Makes snapshots one after another, and deletes what was marked when its grace has passed. What a stopped server left is taken up again.
/// </summary>
internal sealed partial class SnapshotEngine(
    SnapshotStore snapshots,
    DatasetStore datasets,
    DatasetFolders folders,
    UploadKeeper uploads,
    TimeProvider time,
    ILogger<SnapshotEngine> logger
) : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);
    private readonly Channel<SnapshotRow?> _queue = Channel.CreateUnbounded<SnapshotRow?>();
    private readonly CancellationTokenSource _end = new();
    private readonly List<SnapshotRow> _again = [];
    private ITimer? _sweeps;
    private bool _sweepWaits;
    private Task _worker = Task.CompletedTask;

    public void Start()
    {
        foreach (var snapshot in snapshots.Unfinished())
        {
            Make(snapshot);
        }

        AskForSweep();
        _sweeps = time.CreateTimer(_ => AskForSweep(), null, SweepInterval, SweepInterval);
        _worker = Task.Run(WorkAsync);
    }

    public void Make(SnapshotRow snapshot) => _queue.Writer.TryWrite(snapshot);

    /// <summary>However long the queue is, one sweep in it does the work of all that were asked for.</summary>
    private void AskForSweep()
    {
        if (!Interlocked.Exchange(ref _sweepWaits, true))
        {
            _queue.Writer.TryWrite(null);
        }
    }

    public async Task StopAsync()
    {
        if (_sweeps is not null)
        {
            await _sweeps.DisposeAsync();
        }

        await _end.CancelAsync();
        await _worker;
    }

    public void Dispose() => _end.Dispose();

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var snapshot in _queue.Reader.ReadAllAsync(_end.Token))
            {
                try
                {
                    if (snapshot is null)
                    {
                        Volatile.Write(ref _sweepWaits, false);
                        Sweep();
                    }
                    else
                    {
                        using var turn = await folders.TurnAsync(snapshot.DatasetId, _end.Token);
                        Copy(snapshot);
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // What can't even be written down, as on a full disk, must not take the worker with it: the next sweep makes up for it.
                    if (snapshot is not null)
                    {
                        _again.Add(snapshot);
                    }

                    CouldNotGoOn(logger, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends; what is not finished is found again at its next start.
        }
    }

    private void Copy(SnapshotRow snapshot)
    {
        var making = folders.Making(snapshot);
        var target = folders.Root(snapshot);
        try
        {
            snapshots.Move(snapshot.Id, "Copying");
            FolderRemoval.Remove(making);
            FolderRemoval.Remove(target);
            Directory.CreateDirectory(making);
            var head = folders.Head(snapshot.DatasetId);
            long size = 0;
            foreach (
                var path in snapshot.Paths is null
                    ? [""]
                    : JsonNode.Parse(snapshot.Paths)!.AsArray().Select(path => path!.GetValue<string>())
            )
            {
                if (DatasetFolders.Find(head, path) is { } source)
                {
                    var copy = Path.Combine(making, path);
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    size += new TreeCopy(head, isWritable: false).Copy(source, copy, _end.Token);
                }
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Directory.Move(making, target);
            if (!OperatingSystem.IsWindows())
            {
                FolderRights.Seal(target);
            }

            snapshots.Move(snapshot.Id, "Active", size);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever goes wrong with one snapshot (a full disk, a file that can't be read) must not take the worker with it.
            FolderRemoval.TryRemove(making);
            snapshots.Move(snapshot.Id, "Failed", message: MessageOf(e));
        }
    }

    private void Sweep()
    {
        _again.ForEach(Make);
        _again.Clear();
        snapshots.Expire();
        datasets.Expire();
        uploads.Sweep();
        foreach (var snapshot in snapshots.BeingDeleted())
        {
            if (FolderRemoval.TryRemove(folders.Root(snapshot)))
            {
                snapshots.Deleted(snapshot.Id);
            }
        }

        foreach (var dataset in datasets.BeingDeleted())
        {
            if (FolderRemoval.TryRemove(folders.Of(dataset.Id)))
            {
                datasets.Deleted(dataset.Id);
            }
        }
    }

    private static string MessageOf(Exception e) =>
        e is DomainException ? e.Message
        : e is IOException or UnauthorizedAccessException
            ? $"The files could not be copied: {FileProblem.Of(e)}. Create the snapshot again."
        : "The files could not be copied because of an error in the server. Its log has the details.";

    [LoggerMessage(Level = LogLevel.Error, Message = "Snapshots could not be made or removed; it is tried again in a minute")]
    private static partial void CouldNotGoOn(ILogger logger, Exception reason);
}
