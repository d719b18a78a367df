using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Output;

/// <summary>A file of a project.</summary>
internal sealed record FileRow(string Path, string Key, long SizeBytes, DateTimeOffset? ModifiedAt);

/// <summary>A single file that was transferred, for its message.</summary>
internal sealed record TransferRow(string Path, string LocalPath, long SizeBytes);

/// <summary>A file that differs between the folder and the project.</summary>
internal sealed record DifferenceRow(string Path, string? Here, string? There, long? LocalSizeBytes, long? RemoteSizeBytes)
{
    public static DifferenceRow From(FileDifference file) =>
        new(file.Path, Word(file.Here), Word(file.There), file.LocalSizeBytes, file.RemoteSizeBytes);

    private static string? Word(FileChange change) =>
        change switch
        {
            FileChange.Added => "added",
            FileChange.Changed => "changed",
            FileChange.Deleted => "deleted",
            _ => null,
        };
}

/// <summary>The rule that ignores a path. Line 0 stands for the rules that always apply.</summary>
internal sealed record IgnoredRow(string Path, bool Ignored, int? Line, string? Pattern);

/// <summary>The plan of a sync and its result. The result is null if nothing was done.</summary>
internal sealed record SyncRow(
    string Folder,
    string CommitId,
    IReadOnlyList<SyncActionRow> Actions,
    IReadOnlyList<string> Warnings,
    SyncResultRow? Result
);

internal sealed record SyncActionRow(string Action, string Path, string? NewPath, long SizeBytes, string Reason);

internal sealed record SyncResultRow(int Uploaded, int Downloaded, int Removed, int Deleted, long BytesTransferred, string CommitId)
{
    public static SyncResultRow From(SyncResult result) =>
        new(result.Uploaded, result.Downloaded, result.Removed, result.Deleted, result.BytesTransferred, result.CommitId);
}
