using System.Collections.Concurrent;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Tests.Transfers;

/// <summary>The target of an upload in memory. It fails as it is told.</summary>
internal sealed class FailingTarget : IUploadTarget
{
    private readonly ConcurrentDictionary<string, byte[]> _chunks = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private int _atOnce;
    private int _mostAtOnce;

    /// <summary>Gets or sets the fault of a call, such as <c>send a 1</c>, at an attempt, which starts at 0. If it returns null, the call
    /// succeeds.</summary>
    public Func<string, int, Exception?> Fault { get; set; } = (_, _) => null;

    /// <summary>Gets or sets what a call waits for before it answers.</summary>
    public Func<string, CancellationToken, Task> Delay { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets the chunks that the target has from an earlier call.</summary>
    public HashSet<string> Earlier { get; } = [];

    public IReadOnlyList<string> Calls => [.. _calls];

    public int MostAtOnce => _mostAtOnce;

    public bool IsCommitted { get; private set; }

    public Exception? AbortedFor { get; private set; }

    public byte[] Content(string file, int chunks) => [.. Enumerable.Range(1, chunks).SelectMany(number => _chunks[$"{file} {number}"])];

    public Task<bool> HasAsync(UploadChunk chunk, CancellationToken cancellationToken) =>
        CallAsync($"has {Name(chunk)}", () => Earlier.Contains(Name(chunk)), cancellationToken);

    public Task SendAsync(UploadChunk chunk, ReadOnlyMemory<byte> content, bool isRetry, CancellationToken cancellationToken) =>
        CallAsync($"send {Name(chunk)}{(isRetry ? " again" : "")}", () => _chunks[Name(chunk)] = content.ToArray(), cancellationToken);

    public Task CommitAsync(bool isRetry, CancellationToken cancellationToken) =>
        CallAsync($"commit{(isRetry ? " again" : "")}", () => IsCommitted = true, cancellationToken);

    public Task AbortAsync(Exception cause, CancellationToken cancellationToken)
    {
        AbortedFor = cause;
        return Task.CompletedTask;
    }

    private static string Name(UploadChunk chunk) => $"{chunk.File.Path} {chunk.Number}";

    private async Task<T> CallAsync<T>(string call, Func<T> act, CancellationToken cancellationToken)
    {
        var name = call.Replace(" again", "", StringComparison.Ordinal);
        var attempt = _calls.Count(other => other.Replace(" again", "", StringComparison.Ordinal) == name);
        _calls.Enqueue(call);
        var atOnce = Interlocked.Increment(ref _atOnce);
        InterlockedMax(ref _mostAtOnce, atOnce);
        try
        {
            await Delay(call, cancellationToken);
            return Fault(name, attempt) is { } fault ? throw fault : act();
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
