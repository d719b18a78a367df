namespace DominoDataLab.LocalServer.Execution;

/// <summary>Jobs that wait for a place, in an order that is fair to users and projects.</summary>
/// <remarks>
/// A free place goes to the user who has the fewest jobs running. Among those it goes to the user who has waited longest since a job of
/// theirs was taken. The same rule then decides between the projects of that user. Jobs of one project of one user are taken in the order
/// in which they were submitted.
/// </remarks>
internal sealed class JobQueue : IDisposable
{
    private readonly Lock _turn = new();
    private readonly List<QueuedJob> _waiting = [];
    private readonly Share _users = new();
    private readonly Share _projects = new();

    // Counts entries that were added. Entries that were removed leave a permit behind, so a permit is only a reason to look.
    private readonly SemaphoreSlim _added = new(0);

    public int Count
    {
        get
        {
            lock (_turn)
            {
                return _waiting.Count;
            }
        }
    }

    public void Add(QueuedJob job)
    {
        lock (_turn)
        {
            _waiting.Add(job);
        }

        _added.Release();
    }

    /// <summary>Removes a job that waits no longer. Returns false if it was not waiting.</summary>
    public bool Remove(string jobId)
    {
        lock (_turn)
        {
            return _waiting.RemoveAll(job => job.JobId == jobId) > 0;
        }
    }

    /// <summary>Waits for a job and takes it. <see cref="Release"/> must follow.</summary>
    public async Task<QueuedJob> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _added.WaitAsync(cancellationToken);
            lock (_turn)
            {
                if (_waiting.Count > 0)
                {
                    var next = Next(_waiting, _users, _projects);
                    _waiting.Remove(next);
                    Take(next, _users, _projects);
                    return next;
                }
            }
        }
    }

    /// <summary>Counts a job as running that does not come from the queue.</summary>
    public void Occupy(QueuedJob job)
    {
        lock (_turn)
        {
            Take(job, _users, _projects);
        }
    }

    /// <summary>Says that a job that was taken has ended.</summary>
    public void Release(QueuedJob job)
    {
        lock (_turn)
        {
            _users.Release(job.UserId);
            _projects.Release(job.Place);
        }
    }

    /// <summary>Gets the number of jobs that will be taken before a job; null if it is not waiting.</summary>
    public int? Before(string jobId)
    {
        lock (_turn)
        {
            var waiting = _waiting.ToList();
            var (users, projects) = (_users.Copy(), _projects.Copy());
            for (var before = 0; waiting.Count > 0; before++)
            {
                var next = Next(waiting, users, projects);
                if (next.JobId == jobId)
                {
                    return before;
                }

                waiting.Remove(next);
                Take(next, users, projects);
            }

            return null;
        }
    }

    public void Dispose() => _added.Dispose();

    // The list is in the order of submission, and MinBy gives the first of equals.
    private static QueuedJob Next(List<QueuedJob> waiting, Share users, Share projects) =>
        waiting.MinBy(job => (users.Of(job.UserId), projects.Of(job.Place)))!;

    private static void Take(QueuedJob job, Share users, Share projects)
    {
        users.Take(job.UserId);
        projects.Take(job.Place);
    }

    /// <summary>How many places each user or project has, and when it last got one.</summary>
    private sealed class Share
    {
        private Dictionary<string, (int Running, long LastTaken)> _shares = new(StringComparer.Ordinal);
        private long _takes;

        public (int Running, long LastTaken) Of(string id) => _shares.GetValueOrDefault(id);

        public void Take(string id) => _shares[id] = (Of(id).Running + 1, ++_takes);

        public void Release(string id) => _shares[id] = Of(id) with { Running = Of(id).Running - 1 };

        public Share Copy() => new() { _shares = new(_shares, StringComparer.Ordinal), _takes = _takes };
    }
}

internal sealed record QueuedJob(string JobId, string ProjectId, string UserId)
{
    /// <summary>A user's share of a project.</summary>
    public string Place { get; } = UserId + "/" + ProjectId;
}
