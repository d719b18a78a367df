using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Snapshots and their tags in the database.</summary>
internal sealed class SnapshotStore(Database database, DatasetStore datasets, TimeProvider time)
{
    /// <summary>Snapshots of one dataset that may be in use, and as many again that wait for their deletion.</summary>
    public const int Limit = 20;

    private const string Names = "id, dataset_id, version, paths, author_id, created_ms, status, status_ms, status_by, size, message";

    private const string Columns = $"SELECT {Names} FROM dataset_snapshots";
    private const string InUse = "status IN ('Pending', 'Copying', 'Active')";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A snapshot, or the head as one.</summary>
    public SnapshotRow? Find(string id) =>
        database.One(Columns + " WHERE id = $id AND status NOT IN ('DeletionInProgress', 'Deleted')", Map, ("$id", id))
        ?? datasets.FindByHead(id)?.Head;

    /// <summary>A dataset's snapshots without the head, the oldest first.</summary>
    public List<SnapshotRow> Of(string datasetId) =>
        database.List(
            Columns + " WHERE dataset_id = $dataset AND status NOT IN ('DeletionInProgress', 'Deleted') ORDER BY version",
            Map,
            ("$dataset", datasetId)
        );

    /// <summary>Lists a part of a dataset's snapshots without the head, the oldest first.</summary>
    public Page<SnapshotRow> Of(string datasetId, (int Offset, int Limit) part) =>
        database.Page(
            new ListQuery(
                Names,
                "dataset_snapshots WHERE dataset_id = $dataset AND status NOT IN ('DeletionInProgress', 'Deleted')",
                "version"
            ),
            Map,
            part,
            ("$dataset", datasetId)
        );

    public List<SnapshotRow> Unfinished() =>
        database.List(Columns + " WHERE status IN ('Pending', 'Copying') ORDER BY created_ms, rowid", Map);

    public List<SnapshotRow> BeingDeleted() => database.List(Columns + " WHERE status = 'DeletionInProgress'", Map);

    public bool IsAtLimit(string datasetId) => Count(datasetId, InUse) >= Limit;

    /// <summary>Adds a snapshot that waits to be made. At the limit the oldest one without a tag is marked for deletion.</summary>
    public SnapshotRow Add(DatasetRow dataset, string? paths, UserRow author)
    {
        Expire();
        var id = Ids.New();
        database.Together(() =>
        {
            if (IsAtLimit(dataset.Id))
            {
                if (Count(dataset.Id, "status = 'MarkedForDeletion'") >= Limit)
                {
                    throw DomainException.Invalid(
                        $"The dataset '{dataset.Name}' has {Limit} snapshots and {Limit} more that wait for their deletion. Try again "
                            + "when they are gone."
                    );
                }

                var oldest =
                    database.One(
                        Columns
                            + " WHERE dataset_id = $dataset AND status = 'Active' AND id NOT IN (SELECT snapshot_id FROM dataset_tags "
                            + "WHERE dataset_id = $dataset) ORDER BY version LIMIT 1",
                        Map,
                        ("$dataset", dataset.Id)
                    )
                    ?? throw DomainException.Invalid(
                        $"The dataset '{dataset.Name}' has {Limit} snapshots, none of which can make room: they have tags or are being "
                            + "made. Delete one, or remove its tag."
                    );
                Mark(oldest, author);
            }

            database.Write(
                """
                INSERT INTO dataset_snapshots (id, dataset_id, version, paths, author_id, created_ms, status, status_ms, status_by)
                VALUES ($id, $dataset, (SELECT COALESCE(MAX(version), 0) + 1 FROM dataset_snapshots WHERE dataset_id = $dataset), $paths,
                    $author, $now, 'Pending', $now, $author)
                """,
                ("$id", id),
                ("$dataset", dataset.Id),
                ("$paths", paths),
                ("$author", author.Id),
                ("$now", Now)
            );
        });
        return Find(id)!;
    }

    /// <summary>Moves a snapshot on only if it is still being made.</summary>
    public void Move(string id, string status, long sizeBytes = 0, string? message = null) =>
        database.Write(
            "UPDATE dataset_snapshots SET status = $status, status_ms = $now, size = $size, message = $message WHERE id = $id AND "
                + "status IN ('Pending', 'Copying')",
            ("$id", id),
            ("$status", status),
            ("$size", sizeBytes),
            ("$message", message),
            ("$now", Now)
        );

    /// <summary>Marks for deletion and takes its tags. Marking twice does not lengthen the grace.</summary>
    public SnapshotRow Mark(SnapshotRow snapshot, UserRow by)
    {
        database.Together(() =>
        {
            database.Write(
                "UPDATE dataset_snapshots SET status = 'MarkedForDeletion', status_ms = $now, status_by = $by WHERE id = $id AND status "
                    + "IN ('Active', 'Failed')",
                ("$id", snapshot.Id),
                ("$now", Now),
                ("$by", by.Id)
            );
            database.Write("DELETE FROM dataset_tags WHERE snapshot_id = $id", ("$id", snapshot.Id));
        });
        return Find(snapshot.Id)!;
    }

    public void Expire() =>
        database.Write(
            "UPDATE dataset_snapshots SET status = 'DeletionInProgress', status_ms = $now WHERE status = 'MarkedForDeletion' AND "
                + "status_ms <= $due",
            ("$now", Now),
            ("$due", Now - (long)DatasetStore.Grace.TotalMilliseconds)
        );

    public void Deleted(string id) =>
        database.Write("UPDATE dataset_snapshots SET status = 'Deleted', status_ms = $now WHERE id = $id", ("$id", id), ("$now", Now));

    /// <summary>Gets the dataset's tags and the ID of the snapshot that each one points to.</summary>
    public List<(string Tag, string SnapshotId)> Tags(string datasetId) =>
        database.List(
            "SELECT name, snapshot_id FROM dataset_tags WHERE dataset_id = $dataset ORDER BY name",
            row => (row.GetString(0), row.GetString(1)),
            ("$dataset", datasetId)
        );

    public void AddTag(DatasetRow dataset, SnapshotRow snapshot, string tag)
    {
        // A tag names a folder beside those that are named by their numbers.
        if (
            tag.Length is 0 or > 100
            || tag[0] is '.' or '-'
            || tag.All(char.IsAsciiDigit)
            || !tag.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        )
        {
            throw DomainException.Invalid(
                $"'{tag}' can't be a tag: 1 to 100 letters, digits, '-', '_' and '.', not digits alone, beginning with a letter, a "
                    + "digit or '_'."
            );
        }

        try
        {
            database.Write(
                "INSERT INTO dataset_tags (dataset_id, name, snapshot_id) VALUES ($dataset, $tag, $snapshot)",
                ("$dataset", dataset.Id),
                ("$tag", tag),
                ("$snapshot", snapshot.Id)
            );
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19)
        {
            throw DomainException.Conflict($"The tag '{tag}' already exists within dataset '{dataset.Name}'. Remove it first.");
        }
    }

    public bool RemoveTag(string datasetId, string tag) =>
        database.Write("DELETE FROM dataset_tags WHERE dataset_id = $dataset AND name = $tag", ("$dataset", datasetId), ("$tag", tag)) == 1;

    private int Count(string datasetId, string condition) =>
        database.Read(
            $"SELECT COUNT(*) FROM dataset_snapshots WHERE dataset_id = $dataset AND {condition}",
            reader => reader.Read() ? reader.GetInt32(0) : 0,
            ("$dataset", datasetId)
        );

    private static SnapshotRow Map(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            DatasetId = row.GetString(1),
            Version = row.GetInt32(2),
            Paths = row.IsDBNull(3) ? null : row.GetString(3),
            AuthorId = row.GetString(4),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            Status = row.GetString(6),
            StatusAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
            StatusBy = row.GetString(8),
            SizeBytes = row.GetInt64(9),
            Message = row.IsDBNull(10) ? null : row.GetString(10),
        };
}
