using System.Collections.Concurrent;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Files.Packing;

/// <summary>
/// Packs the repository of a project when nobody has written to it for a while, or when much has been written. One at a time.
/// </summary>
internal sealed partial class PackingService(
    ProjectFiles files,
    ServerFolders folders,
    Flush flush,
    TimeProvider time,
    ILogger<PackingService> logger
) : IDisposable
{
    private const int ManyWrites = 5_000;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    /// <summary>The time for which merged packs stay.</summary>
    /// <remarks>
    /// libgit2 opens a pack before it takes an object from it and looks elsewhere if the pack is gone. But on some systems a file that is
    /// open cannot be removed, and most readers have ended by then.
    /// </remarks>
    private static readonly TimeSpan ReadersHave = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Written> _written = new(StringComparer.Ordinal);
    private readonly List<(List<PackIndex> Packs, DateTimeOffset At)> _merged = [];
    private readonly CancellationTokenSource _end = new();
    private Task _worker = Task.CompletedTask;

    public void Start()
    {
        foreach (var repository in Directory.EnumerateDirectories(folders.Repositories, "*.git"))
        {
            _written[Path.GetFileNameWithoutExtension(repository)] = new Written(time.GetUtcNow(), 1, IsFirst: true);
        }

        files.Written += OnWritten;
        var timer = new PeriodicTimer(LookInterval, time);
        _worker = WorkAsync(timer);
    }

    public async Task StopAsync()
    {
        files.Written -= OnWritten;
        await _end.CancelAsync();
        try
        {
            await _worker;
        }
        catch (OperationCanceledException)
        {
            // What is not packed yet is packed after the next start.
        }
    }

    public void Dispose() => _end.Dispose();

    private void OnWritten(string projectId) =>
        _written.AddOrUpdate(
            projectId,
            _ => new Written(time.GetUtcNow(), 1, IsFirst: false),
            (_, before) => before with { At = time.GetUtcNow(), Count = before.Count + 1 }
        );

    private async Task WorkAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                TryRemoveMerged();
                foreach (var (projectId, written) in _written)
                {
                    var isDue = written.Count >= ManyWrites || time.GetUtcNow() - written.At >= Idle;
                    if (isDue && _written.TryRemove(KeyValuePair.Create(projectId, written)))
                    {
                        // Packing rests now and then, which must not take a thread of the pool.
                        await Task.Factory.StartNew(
                            () => Pack(projectId, written.IsFirst),
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        );
                    }
                }
            }
        }
    }

    private void Pack(string projectId, bool isFirst)
    {
        try
        {
            var packer = new RepositoryPacker(files.Folder(projectId), flush, files.Turn(projectId), new PackThrottle(_end.Token));
            if (isFirst)
            {
                // Nobody has opened them in this server, and the one before is gone.
                RepositoryPacker.Remove(packer.Redundant());
            }

            _merged.Add((packer.Pack(), time.GetUtcNow()));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A full disk, for example. Nothing is lost, and the next write to the project asks for packing again.
            CouldNotPack(logger, projectId, e);
        }
    }

    private void TryRemoveMerged()
    {
        foreach (var merged in _merged.Where(merged => time.GetUtcNow() - merged.At >= ReadersHave).ToList())
        {
            _merged.Remove(merged);
            try
            {
                RepositoryPacker.Remove(merged.Packs);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // They cost room and nothing else. The next start removes them.
                CouldNotRemove(logger, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The repository of project {ProjectId} could not be packed")]
    private static partial void CouldNotPack(ILogger logger, string projectId, Exception reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Packs that were merged could not be removed")]
    private static partial void CouldNotRemove(ILogger logger, Exception reason);

    /// <summary>When a project was last written to, and how often since it was packed.</summary>
    private sealed record Written(DateTimeOffset At, int Count, bool IsFirst);
}
