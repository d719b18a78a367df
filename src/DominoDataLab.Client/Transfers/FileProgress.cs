namespace DominoDataLab.Client.Transfers;

/// <summary>Counts the bytes of one file. After a transient error, it is transferred again from its beginning.</summary>
internal sealed class FileProgress(TransferMeter meter)
{
    private long _moved;

    public void Moved(long bytes)
    {
        _moved += bytes;
        meter.Moved(bytes);
    }

    /// <summary>Subtracts the bytes that an earlier attempt counted.</summary>
    public void Restart()
    {
        meter.Moved(-_moved);
        _moved = 0;
    }
}
