namespace DominoDataLab.Client.Transfers;

/// <summary>Counts the bytes of one file, which is moved again from its beginning after a transient error.</summary>
internal sealed class FileProgress(TransferMeter meter)
{
    private long _moved;

    public void Moved(long bytes)
    {
        _moved += bytes;
        meter.Moved(bytes);
    }

    /// <summary>Takes back what an earlier attempt counted.</summary>
    public void Restart()
    {
        meter.Moved(-_moved);
        _moved = 0;
    }
}
