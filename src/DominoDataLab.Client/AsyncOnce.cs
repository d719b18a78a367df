using System.Diagnostics.CodeAnalysis;

namespace DominoDataLab.Client;

/// <summary>A value that is fetched when it is first needed, by one caller for all. A failure is not kept: the next caller tries again.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to dispose of.")]
internal sealed class AsyncOnce<T>(Func<CancellationToken, Task<T>> fetch)
    where T : class
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile T? _value;

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        if (_value is { } known)
        {
            return known;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _value ??= await fetch(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
