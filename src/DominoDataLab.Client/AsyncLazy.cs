using System.Diagnostics.CodeAnalysis;

namespace DominoDataLab.Client;

/// <summary>
/// A value that is fetched when it is first needed. All callers that wait share one fetch and its failure. A failure is not kept, so the
/// next caller tries again. If a caller cancels, the others keep waiting. When the last one cancels, the fetch is canceled.
/// </summary>
internal sealed class AsyncLazy<T>(Func<CancellationToken, Task<T>> fetch)
    where T : class
{
    private readonly Lock _turn = new();
    private Fetch? _fetch;

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Fetch mine;
        lock (_turn)
        {
            if (_fetch is null or { Value.IsCompleted: true, Value.IsCompletedSuccessfully: false })
            {
                _fetch = new Fetch(fetch);
            }

            mine = _fetch;
            mine.Waiting++;
        }

        try
        {
            return await mine.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            var deserted = false;
            lock (_turn)
            {
                deserted = --mine.Waiting == 0 && !mine.Value.IsCompleted;
                _fetch = deserted ? null : _fetch;
            }

            if (deserted)
            {
                mine.Stop();
            }
        }
    }

    [SuppressMessage("Design", "CA1001", Justification = "A source without a timeout or a wait handle has nothing to dispose.")]
    private sealed class Fetch
    {
        private readonly CancellationTokenSource _stop = new();

        public Fetch(Func<CancellationToken, Task<T>> fetch) => Value = StartAsync(fetch);

        public Task<T> Value { get; }

        public int Waiting { get; set; }

        public void Stop() => _stop.Cancel();

        private async Task<T> StartAsync(Func<CancellationToken, Task<T>> fetch)
        {
            // The caller holds a lock, under which no code of the user's (a credential's callback) may run.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return await fetch(_stop.Token).ConfigureAwait(false);
        }
    }
}
