using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Projects;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Datasets and snapshots as the three families of routes write them.</summary>
internal static class DatasetJson
{
    /// <summary>As <c>/dataset</c> does.</summary>
    public static JsonObject Legacy(DatasetRow dataset) =>
        new()
        {
            ["datasetId"] = dataset.Id,
            ["datasetName"] = dataset.Name,
            ["description"] = dataset.Description,
            ["projectId"] = dataset.ProjectId,
            ["created"] = dataset.CreatedAt.ToUnixTimeMilliseconds(),
        };

    /// <summary><c>DatasetRwDto</c> of <c>/v4/datasetrw</c>.</summary>
    public static JsonObject Internal(DatasetRow dataset, SnapshotStore snapshots, string owner) =>
        new()
        {
            ["id"] = dataset.Id,
            ["name"] = dataset.Name,
            ["description"] = dataset.Description,
            ["projectId"] = dataset.ProjectId,
            ["author"] = dataset.AuthorId,
            ["createdTime"] = dataset.CreatedAt.ToUnixTimeMilliseconds(),
            ["datasetPath"] = "local/" + dataset.Name,
            ["lifecycleStatus"] = dataset.Status,
            ["ownerUsernames"] = new JsonArray(owner),
            ["readWriteSnapshotId"] = dataset.HeadId,
            ["snapshotIds"] = SnapshotIds(dataset, snapshots),
            ["statusLastUpdatedBy"] = dataset.StatusBy,
            ["statusLastUpdatedTime"] = dataset.StatusAt.ToUnixTimeMilliseconds(),
            ["tags"] = Tags(dataset, snapshots),
        };

    /// <summary><c>DatasetRwViewDto</c> of <c>/v4/datasetrw</c>.</summary>
    public static JsonObject View(DatasetRow dataset, SnapshotStore snapshots, ProjectRow project) =>
        new()
        {
            ["id"] = dataset.Id,
            ["name"] = dataset.Name,
            ["description"] = dataset.Description,
            ["projectId"] = dataset.ProjectId,
            ["projectName"] = project.Name,
            ["projectOwner"] = project.OwnerName,
            ["createdTime"] = dataset.CreatedAt.ToUnixTimeMilliseconds(),
            ["snapshotIds"] = SnapshotIds(dataset, snapshots),
            ["tags"] = Tags(dataset, snapshots),
        };

    /// <summary><c>DatasetRwDetailsV1</c> of <c>/api/datasetrw</c>.</summary>
    public static JsonObject Public(DatasetRow dataset, SnapshotStore snapshots) =>
        new()
        {
            ["id"] = dataset.Id,
            ["name"] = dataset.Name,
            ["description"] = dataset.Description,
            ["projectId"] = dataset.ProjectId,
            ["createdAt"] = Time(dataset.CreatedAt),
            ["snapshotIds"] = SnapshotIds(dataset, snapshots),
            ["tags"] = Tags(dataset, snapshots),
        };

    /// <summary><c>DatasetRwSnapshotDto</c> of <c>/v4/datasetrw</c>.</summary>
    public static JsonObject Internal(SnapshotRow snapshot) =>
        WithMessage(
            snapshot,
            new()
            {
                ["id"] = snapshot.Id,
                ["datasetId"] = snapshot.DatasetId,
                ["datasetStorageId"] = "000000000000000000000001",
                ["resourceId"] = snapshot.Id,
                ["version"] = snapshot.Version,
                ["author"] = snapshot.AuthorId,
                ["creationTime"] = snapshot.CreatedAt.ToUnixTimeMilliseconds(),
                ["isPartialSize"] = false,
                ["isReadWrite"] = snapshot.IsReadWrite,
                ["lifecycleStatus"] = snapshot.Status,
                ["statusLastUpdatedBy"] = snapshot.StatusBy,
                ["statusLastUpdatedTime"] = snapshot.StatusAt.ToUnixTimeMilliseconds(),
                ["storageSize"] = snapshot.SizeBytes,
            }
        );

    /// <summary><c>SnapshotDetailsV1</c> of <c>/api/datasetrw</c>, which has words of its own for the status.</summary>
    public static JsonObject Public(SnapshotRow snapshot) =>
        WithMessage(
            snapshot,
            new()
            {
                ["id"] = snapshot.Id,
                ["datasetId"] = snapshot.DatasetId,
                ["createdAt"] = Time(snapshot.CreatedAt),
                ["creatorId"] = snapshot.AuthorId,
                ["status"] = snapshot.Status switch
                {
                    "MarkedForDeletion" => "markForDeletion",
                    var status => LowerFirst(status),
                },
            }
        );

    public static JsonObject Grant(GrantRow grant) => new() { ["targetId"] = grant.UserId, ["targetRole"] = DatasetRoles.Word(grant.Role) };

    public static JsonObject GrantDetails(GrantRow grant)
    {
        var details = Grant(grant);
        details["targetName"] = grant.UserName;
        details["isOrganization"] = false;
        return details;
    }

    private static JsonObject WithMessage(SnapshotRow snapshot, JsonObject json)
    {
        if (snapshot.Message is not null)
        {
            json["description"] = snapshot.Message;
        }

        return json;
    }

    private static string LowerFirst(string word) => char.ToLowerInvariant(word[0]) + word[1..];

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonArray SnapshotIds(DatasetRow dataset, SnapshotStore snapshots) =>
        snapshots.Of(dataset.Id).ToJsonArray(snapshot => snapshot.Id);

    private static JsonObject Tags(DatasetRow dataset, SnapshotStore snapshots) =>
        new(snapshots.Tags(dataset.Id).Select(tag => KeyValuePair.Create(tag.Tag, (JsonNode?)tag.SnapshotId)));
}
