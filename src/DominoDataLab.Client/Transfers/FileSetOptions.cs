namespace DominoDataLab.Client.Transfers;

/// <summary>Which files of many are moved, how many at once, and who is told.</summary>
public abstract record FileSetOptions
{
    /// <summary>Requests under way at once, 1 to 256. Default 4.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>Only files that fit one of these patterns; none: all. <c>?</c> is one character, <c>*</c> any but a slash, <c>**</c> any
    /// at all; a pattern without a slash is one of names in whatever folder.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>No files that fit one of these patterns.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Gets reports, at most ten a second and one at the end. Default: none.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>Is called for each file when nothing of it is missing any more, from several threads at once. Default: none.</summary>
    public Action<TransferredFile>? FileCompleted { get; init; }

    internal virtual void Check() => ThrowIfOutside(MaxConcurrency, 1, 256, nameof(MaxConcurrency));

    private protected static void ThrowIfOutside(int value, int lowest, int highest, string name)
    {
        if (value < lowest || value > highest)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {lowest} to {highest}.");
        }
    }
}
