namespace DominoDataLab.Client.Transfers;

/// <summary>Counts what a transfer does and reports it at most ten times a second.</summary>
internal sealed class TransferMeter
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FileSetOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Lock _reporting = new();
    private long _bytesSent,
        _bytesResumed,
        _bytesSkipped,
        _sent,
        _skipped,
        _renamed;
    private long _bytesTotal,
        _filesTotal,
        _lastReport;
    private long _mostBytes,
        _mostSent;

    public TransferMeter(FileSetOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _started = _lastReport = time.GetTimestamp();
    }

    /// <summary>Adds files to those that the transfer has to move.</summary>
    public void Expect(IEnumerable<long> sizes)
    {
        foreach (var size in sizes)
        {
            Expect(size);
        }
    }

    /// <summary>Adds a file to those that the transfer has to move.</summary>
    public void Expect(long size)
    {
        Interlocked.Increment(ref _filesTotal);

        // The server may list any size, so the sum may overflow.
        var total = Interlocked.Add(ref _bytesTotal, Math.Clamp(size, 0, long.MaxValue / 2));
        if (total < 0)
        {
            Volatile.Write(ref _bytesTotal, long.MaxValue / 2);
        }
    }

    public void Moved(long bytes) => Count(ref _bytesSent, bytes);

    public void Resumed(long bytes) => Count(ref _bytesResumed, bytes);

    public void Completed(TransferredFile file)
    {
        if (file.Outcome == TransferOutcome.Skipped)
        {
            Interlocked.Add(ref _bytesSkipped, file.SizeBytes);
        }

        if (file.Outcome == TransferOutcome.Renamed)
        {
            Interlocked.Increment(ref _renamed);
        }

        Count(ref file.Outcome == TransferOutcome.Skipped ? ref _skipped : ref _sent, 1);
        _options.FileCompleted?.Invoke(file);
    }

    public TransferResult Finish()
    {
        Report();
        return new(_sent, _skipped, _renamed, _bytesSent, _bytesResumed, _time.GetElapsedTime(_started));
    }

    private void Count(ref long counter, long by)
    {
        Interlocked.Add(ref counter, by);
        if (_options.Progress is not null && _time.GetElapsedTime(Volatile.Read(ref _lastReport)) >= Interval)
        {
            Report();
        }
    }

    // The lock keeps the reports in order.
    private void Report()
    {
        if (_options.Progress is null)
        {
            return;
        }

        lock (_reporting)
        {
            _lastReport = _time.GetTimestamp();

            // After a transient error, a file counts from its beginning. The reported values never decrease.
            var sent = _mostSent = Math.Max(_mostSent, Volatile.Read(ref _bytesSent));
            var bytes = _mostBytes = Math.Max(_mostBytes, sent + Volatile.Read(ref _bytesResumed) + Volatile.Read(ref _bytesSkipped));
            var files = Volatile.Read(ref _sent) + Volatile.Read(ref _skipped);
            _options.Progress.Report(
                new TransferProgress(
                    bytes,
                    Math.Max(bytes, Volatile.Read(ref _bytesTotal)),
                    files,
                    Math.Max(files, Volatile.Read(ref _filesTotal)),
                    sent,
                    _time.GetElapsedTime(_started)
                )
            );
        }
    }
}
