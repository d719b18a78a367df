using System.Collections.Frozen;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>A dataset. Its head, the folder that jobs and uploads write to, has an id of its own, as if it were a snapshot.</summary>
internal sealed record DatasetRow
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string AuthorId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset StatusAt { get; init; }

    public required string StatusBy { get; init; }

    public required string HeadId { get; init; }

    public SnapshotRow Head =>
        new()
        {
            Id = HeadId,
            DatasetId = Id,
            AuthorId = AuthorId,
            CreatedAt = CreatedAt,
            Status = Status,
            StatusAt = StatusAt,
            StatusBy = StatusBy,
        };
}

/// <summary>
/// A snapshot; number 0 is the head. The paths are those that it was asked for, null for all; the message says why it failed.
/// </summary>
internal sealed record SnapshotRow
{
    public required string Id { get; init; }

    public required string DatasetId { get; init; }

    public int Version { get; init; }

    public string? Paths { get; init; }

    public required string AuthorId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset StatusAt { get; init; }

    public required string StatusBy { get; init; }

    public long SizeBytes { get; init; }

    public string? Message { get; init; }

    public bool IsReadWrite => Version == 0;
}

internal sealed record GrantRow(string UserId, string UserName, DatasetRole Role);

/// <summary>The access of a user to a dataset. Each level includes the levels before it.</summary>
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
