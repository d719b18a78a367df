using System.Collections.Frozen;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>A dataset. Its head, the folder that jobs and uploads write to, has an id of its own, as if it were a snapshot.</summary>
internal sealed record DatasetRow(
    string Id,
    string ProjectId,
    string Name,
    string Description,
    string AuthorId,
    DateTimeOffset CreatedAt,
    string Status,
    DateTimeOffset StatusAt,
    string StatusBy,
    string HeadId
)
{
    public SnapshotRow Head => new(HeadId, Id, 0, null, AuthorId, CreatedAt, Status, StatusAt, StatusBy, 0, null);
}

/// <summary>
/// A snapshot; number 0 is the head. The paths are those that it was asked for, null for all; the message says why it failed.
/// </summary>
internal sealed record SnapshotRow(
    string Id,
    string DatasetId,
    int Version,
    string? Paths,
    string AuthorId,
    DateTimeOffset CreatedAt,
    string Status,
    DateTimeOffset StatusAt,
    string StatusBy,
    long SizeBytes,
    string? Message
)
{
    public bool IsReadWrite => Version == 0;
}

internal sealed record GrantRow(string UserId, string UserName, DatasetRole Role);

/// <summary>What a user may do with a dataset; each level has all before it.</summary>
internal enum DatasetRole
{
    /// <summary>Not even know that it is there.</summary>
    None,

    /// <summary>Read it and its snapshots.</summary>
    Reader,

    /// <summary>Change its files and details, make and tag snapshots.</summary>
    Editor,

    /// <summary>Remove it or its snapshots, and say who may do what.</summary>
    Owner,
}

/// <summary>The roles as requests and replies write them.</summary>
internal static class DatasetRoles
{
    public static FrozenDictionary<string, DatasetRole> Words { get; } =
        new Dictionary<string, DatasetRole>
        {
            ["DatasetRwReader"] = DatasetRole.Reader,
            ["DatasetRwEditor"] = DatasetRole.Editor,
            ["DatasetRwOwner"] = DatasetRole.Owner,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Word(DatasetRole role) => "DatasetRw" + role;
}
