namespace DominoDataLab.LocalServer.Data.Sql;

/// <summary>
/// The number of queries that run at once, in all and for each user. A free place goes to the user who has the fewest queries running, and
/// among those to the one who has waited longest.
/// </summary>
internal sealed class QuerySlots(LocalDataSourcesOptions options)
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private readonly List<Waiter> _waiters = [];
    private int _total;

    /// <summary>Waits for a place. Disposing of the result gives it back.</summary>
    /// <exception cref="DomainException">Too many queries of the user wait already.</exception>
    public async Task<IDisposable> TakeAsync(string userId, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(userId);
        lock (_turn)
        {
            if (_waiters.Count(other => other.UserId == userId) >= options.MaxWaitingQueriesPerUser)
            {
                throw DomainException.TooMany(
                    $"Too many queries: {options.MaxWaitingQueriesPerUser} of yours are waiting already. Wait until some of them have "
                        + $"ended."
                );
            }

            _waiters.Add(waiter);
            LetIn();
        }

        await using var cancelled = cancellationToken.Register(() => Abandon(waiter, cancellationToken));
        await waiter.Entered.Task;
        return new Place(this, userId);
    }

    private void Abandon(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            if (_waiters.Remove(waiter))
            {
                waiter.Entered.SetCanceled(cancellationToken);
            }
        }
    }

    private void Leave(string userId)
    {
        lock (_turn)
        {
            _total--;
            if (--_running[userId] == 0)
            {
                _running.Remove(userId);
            }

            LetIn();
        }
    }

    private void LetIn()
    {
        while (
            _total < options.MaxQueries && _waiters.Where(waiter => Running(waiter) < options.MaxQueriesPerUser).MinBy(Running) is { } next
        )
        {
            _waiters.Remove(next);
            _total++;
            _running[next.UserId] = Running(next) + 1;
            next.Entered.SetResult();
        }
    }

    private int Running(Waiter waiter) => _running.GetValueOrDefault(waiter.UserId);

    private sealed class Waiter(string userId)
    {
        public string UserId { get; } = userId;

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Place(QuerySlots slots, string userId) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                slots.Leave(userId);
            }
        }
    }
}
