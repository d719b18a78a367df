namespace DominoDataLab.Client.Transfers;

/// <summary>The result of a transfer.</summary>
/// <param name="FilesTransferred">The number of files that were sent or downloaded, including those that were renamed.</param>
/// <param name="FilesSkipped">The number of files that were skipped because the target already had them.</param>
/// <param name="FilesRenamed">The number of transferred files that got another name because theirs already existed.</param>
/// <param name="BytesTransferred">The bytes of content that went over the network. Bytes that were sent again count once.</param>
/// <param name="BytesResumed">The bytes that an earlier call had moved and that the other side confirmed.</param>
/// <param name="Elapsed">The duration, from the search for files to the end.</param>
public sealed record TransferResult(
    long FilesTransferred,
    long FilesSkipped,
    long FilesRenamed,
    long BytesTransferred,
    long BytesResumed,
    TimeSpan Elapsed
)
{
    /// <summary>Gets the local files that an upload left out because it cannot send them. Default: none.</summary>
    public IReadOnlyList<LeftOutFile> LeftOut { get; init; } = [];

    /// <summary>Gets the average number of bytes per second.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? BytesTransferred / Elapsed.TotalSeconds : 0;
}

/// <summary>A local file or folder that an upload leaves out because it cannot send it.</summary>
/// <param name="Path">The path from the uploaded folder, with <c>/</c>. Bytes that are not valid UTF-8 are shown as U+FFFD.</param>
/// <param name="Reason">The reason, such as <c>it is a symbolic link to a folder</c>.</param>
public sealed record LeftOutFile(string Path, string Reason)
{
    internal static IReadOnlyList<LeftOutFile> From(IReadOnlyDictionary<string, string> reasons) =>
        [.. reasons.Select(pair => new LeftOutFile(pair.Key, pair.Value))];
}
