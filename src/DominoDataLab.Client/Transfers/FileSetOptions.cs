using DominoDataLab.Client.LocalFiles;

namespace DominoDataLab.Client.Transfers;

/// <summary>The options that all transfers of files have: which files, how many at a time, and who is told.</summary>
public abstract record FileSetOptions
{
    /// <summary>Gets the largest number of requests at the same time, 1 to 256. Default: 4.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>Gets the patterns of the files to include. If empty, all files are included. <c>?</c> matches one character, <c>*</c> any
    /// characters but a slash, <c>**</c> any characters. A pattern without a slash matches names in every folder.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Gets the patterns of the files to exclude.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Gets the receiver of reports, at most ten a second and one at the end. Default: null, no reports.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>Gets the action that is called when a file is complete, from several threads at once. Default: null.</summary>
    public Action<TransferredFile>? FileCompleted { get; init; }

    internal FileFilter Filter() => new(Include, Exclude);

    internal virtual void Check() => ThrowIfOutside(MaxConcurrency, 1, 256, nameof(MaxConcurrency));

    private protected static void ThrowIfOutside(int value, int lowest, int highest, string name)
    {
        if (value < lowest || value > highest)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {lowest} to {highest}.");
        }
    }
}
