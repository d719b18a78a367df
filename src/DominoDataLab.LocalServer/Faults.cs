namespace DominoDataLab.LocalServer;

/// <summary>Makes requests fail on purpose, for tests of programs that must cope. Usable only if switched on at the start.</summary>
public sealed class Faults
{
    private readonly Lock _turn = new();
    private readonly List<Fault> _faults = [];

    internal Faults()
    {
    }

    /// <summary>Lets the next requests of a route fail.</summary>
    /// <param name="route">The verb and how the path begins, such as <c>GET /v4/jobs</c>.</param>
    /// <param name="count">How many requests.</param>
    /// <param name="status">The status they are answered with; 0: they are served after the delay.</param>
    /// <param name="delay">How long they wait first. Null: not at all.</param>
    /// <param name="retryAfter">The reply's <c>Retry-After</c>. Null: none.</param>
    /// <param name="cutConnection">Whether the connection is cut instead of a reply.</param>
    public void FailNext(string route, int count = 1, int status = 503, TimeSpan? delay = null, TimeSpan? retryAfter = null, bool cutConnection = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(route);
        lock (_turn)
        {
            _faults.Add(new Fault(route, status, delay ?? TimeSpan.Zero, retryAfter, cutConnection) { Left = count });
        }
    }

    /// <summary>Lets every request be served again.</summary>
    public void Clear()
    {
        lock (_turn)
        {
            _faults.Clear();
        }
    }

    internal Fault? Take(string request)
    {
        lock (_turn)
        {
            var fault = _faults.Find(candidate => request.StartsWith(candidate.Route, StringComparison.Ordinal));
            if (fault is not null && --fault.Left <= 0)
            {
                _faults.Remove(fault);
            }

            return fault;
        }
    }

    internal sealed record Fault(string Route, int Status, TimeSpan Delay, TimeSpan? RetryAfter, bool CutConnection)
    {
        public int Left { get; set; }
    }
}
