using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>An upload into a dataset. The steps are those that its end takes, while it takes them.</summary>
internal sealed record UploadRow(
    string Key,
    string DatasetId,
    Collision Collision,
    string Target,
    UploadState State,
    DateTimeOffset TouchedAt,
    string? Steps
);

/// <summary>The policy for files that the dataset already has.</summary>
internal enum Collision
{
    Ignore,
    Overwrite,
    Rename,
}

internal enum UploadState
{
    /// <summary>Chunks come.</summary>
    Open,

    /// <summary>The files move into the dataset; after a crash this is gone on with.</summary>
    Ending,
    Ended,
    Cancelled,
    Expired,
}

/// <summary>Uploads in the database. Their chunks are not there: each would cost a flush of the disk.</summary>
internal sealed class UploadStore(Database database, TimeProvider time)
{
    private const string Columns = "SELECT key, dataset_id, collision, target, state, touched_ms, steps FROM dataset_uploads";

    public UploadRow Add(DatasetRow dataset, Collision collision, string target)
    {
        var key = Ids.New();
        database.Write(
            "INSERT INTO dataset_uploads (key, dataset_id, collision, target, state, touched_ms) VALUES ($key, $dataset, $collision, "
                + "$target, 'Open', $now)",
            ("$key", key),
            ("$dataset", dataset.Id),
            ("$collision", collision.ToString()),
            ("$target", target),
            ("$now", time.GetUtcNow().ToUnixTimeMilliseconds())
        );
        return Find(key)!;
    }

    public UploadRow? Find(string key) => database.One(Columns + " WHERE key = $key", Map, ("$key", key));

    public List<UploadRow> Ending() => database.List(Columns + " WHERE state = 'Ending'", Map);

    public List<UploadRow> UntouchedSince(DateTimeOffset at) =>
        database.List(Columns + " WHERE touched_ms <= $at", Map, ("$at", at.ToUnixTimeMilliseconds()));

    public void Touch(string key, DateTimeOffset at) =>
        database.Write("UPDATE dataset_uploads SET touched_ms = $at WHERE key = $key", ("$key", key), ("$at", at.ToUnixTimeMilliseconds()));

    public void Move(string key, UploadState state, string? steps = null) =>
        database.Write(
            "UPDATE dataset_uploads SET state = $state, steps = $steps, touched_ms = $now WHERE key = $key",
            ("$key", key),
            ("$state", state.ToString()),
            ("$steps", steps),
            ("$now", time.GetUtcNow().ToUnixTimeMilliseconds())
        );

    public void Forget(string key) => database.Write("DELETE FROM dataset_uploads WHERE key = $key", ("$key", key));

    private static UploadRow Map(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            Enum.Parse<Collision>(row.GetString(2)),
            row.GetString(3),
            Enum.Parse<UploadState>(row.GetString(4)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            row.IsDBNull(6) ? null : row.GetString(6)
        );
}
