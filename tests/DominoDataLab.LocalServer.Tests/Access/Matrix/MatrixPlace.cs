using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access.Matrix;

/// <summary>
/// A private project of <c>ada</c> with one object of each kind. It has a value for every parameter of a route, and a body with every
/// member that some route needs.
/// </summary>
internal sealed class MatrixPlace
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public required JsonObject Body { private get; init; }

    public static async Task<MatrixPlace> CreateAsync(HttpClient ada, IReadOnlyDictionary<string, string> users)
    {
        var name = "p" + Guid.NewGuid().ToString("N");
        var roles = new JsonArray();
        foreach (var (user, role) in Callers.Roles)
        {
            roles.Add(new JsonObject { ["collaboratorId"] = users[user], ["projectRole"] = role });
        }

        var project = Id(
            await PostAsync(
                ada,
                "/v4/projects",
                new JsonObject
                {
                    ["name"] = name,
                    ["ownerId"] = users["ada"],
                    ["visibility"] = "Private",
                    ["collaborators"] = roles,
                    ["tags"] = new JsonObject { ["tagNames"] = new JsonArray("first") },
                }
            )
        );
        using var file = new StringContent("content");
        using var stored = await ada.PutAsync(
            new Uri($"/v1/projects/ada/{name}/a.txt", UriKind.Relative),
            file,
            TestContext.Current.CancellationToken
        );
        Assert.True(stored.IsSuccessStatusCode);
        var body = BodyOf(project, name, users);
        var job = Id(await PostAsync(ada, "/v4/jobs/start", body));
        var app = Id(await PostAsync(ada, "/v4/modelProducts", body));
        var instance = (string)(await PostAsync(ada, $"/v4/modelProducts/{app}/start", []))!;
        var model = (string)(await PostAsync(ada, "/v1/models", body))!["data"]!["_id"]!;
        var version = (string)(await ada.ReadAsync($"/v1/models/{model}/versions"))["data"]![0]!["_id"]!;
        var dataset = (string)(await ada.ReadAsync($"/v4/datasetrw/datasets-v2?projectIdsToInclude={project}"))[0]!["datasetRwDto"]!["id"]!;
        body["datasetId"] = dataset;
        var snapshot = Id(await PostAsync(ada, "/v4/datasetrw/snapshot", body));
        await PostAsync(ada, $"/v4/datasetrw/dataset/{dataset}/tag", new JsonObject { ["snapshotId"] = snapshot, ["tag"] = "old" });
        var environment = (string)(await PostAsync(ada, "/api/environments/beta/environments", body))!["environment"]!["id"]!;
        var revision = (string)
            (await ada.ReadAsync($"/api/environments/v1/environments/{environment}"))["environment"]!["latestRevision"]!["id"]!;
        (body["jobId"], body["snapshotId"], body["revisionId"]) = (job, snapshot, revision);
        body["modelMonitoringId"] = model;
        body["newMetricValues"] = new JsonArray(
            new JsonObject
            {
                ["modelMonitoringId"] = model,
                ["metric"] = "auc",
                ["value"] = 1,
                ["referenceTimestamp"] = "2026-01-01T00:00:00Z",
            }
        );
        body["tagId"] = (string)(await PostAsync(ada, $"/v4/jobs/{job}/tag", body))!["tagId"]!;
        var place = new MatrixPlace { Body = body };
        foreach (
            var (parameter, value) in ((string, string)[])
                [
                    ("projectId", project),
                    ("owner", "ada"),
                    ("project", name),
                    ("jobId", job),
                    ("runId", job),
                    ("appId", app),
                    ("instanceId", instance),
                    ("modelId", model),
                    ("modelMonitoringId", model),
                    ("versionId", version),
                    ("exportId", (string)(await PostAsync(ada, $"/v4/models/{model}/{version}/exportImageToRegistry", body))!["exportId"]!),
                    ("datasetId", dataset),
                    ("snapshotId", snapshot),
                    ("uploadKey", (string)(await PostAsync(ada, $"/v4/datasetrw/datasets/{dataset}/snapshot/file/start", body))!),
                    ("environmentId", environment),
                    ("revisionId", revision),
                    ("scheduledJobKey", Id(await PostAsync(ada, $"/v4/projects/{project}/scheduledjobs", body))),
                    ("commitId", (string)(await ada.ReadAsync($"/v4/projects/{project}/commits/head"))["id"]!),
                    ("collaboratorId", users["lena"]),
                    ("threadId", job),
                    ("tagId", (string)(await ada.ReadAsync($"/v4/projects/{project}"))["tags"]![0]!["id"]!),
                    ("tagName", "old"),
                    ("tag", "none"),
                    ("datasetName", name),
                    ("clusterType", "Spark"),
                    ("name", "grace"),
                    ("organizationId", users["organization"]),
                    ("organizationUserId", users["organization"]),
                    ("label", "Project"),
                    ("labelId", "none"),
                    ("metric", "auc"),
                    ("version", "1"),
                    ("key", "0"),
                    ("path", "a.txt"),
                    ("rest", ""),
                    ("processId", "0"),
                ]
        )
        {
            place._values[parameter] = value;
        }

        return place;
    }

    /// <summary>Gets the body of a request to a route.</summary>
    public JsonObject BodyOf(string route)
    {
        var body = (JsonObject)Body.DeepClone();
        if (route == "/api/datasetrw/v1/datasets")
        {
            // It creates a dataset in a project or from a snapshot.
            body.Remove("snapshotId");
        }

        return body;
    }

    /// <summary>Gets the address of a route in this place.</summary>
    public string PathOf(string route)
    {
        var path = string.Join(
            '/',
            route.Split('/').Select(segment => segment.StartsWith('{') ? _values[segment.Trim('{', '}', '*')] : segment)
        );
        if (
            path.EndsWith("/files/" + _values["commitId"] + "/a.txt", StringComparison.Ordinal)
            && path.StartsWith("/api/", StringComparison.Ordinal)
        )
        {
            path += "/content";
        }

        return path
            + $"?key={_values["uploadKey"]}&resumableIdentifier=a&resumableChunkNumber=1&resumableTotalChunks=1"
            + $"&projectId={_values["projectId"]}&projectOwner=ada&projectName={_values["project"]}&ownerName=ada&path=a.txt"
            + $"&datasetId={_values["datasetId"]}&targetRelativePath=&startingReferenceTimestampInclusive=2026-01-01T00:00:00Z"
            + "&endingReferenceTimestampInclusive=2026-02-01T00:00:00Z";
    }

    private static JsonObject BodyOf(string project, string name, IReadOnlyDictionary<string, string> users)
    {
        var body = ScheduledJobs.Daily(users["ada"]);
        foreach (
            var (member, value) in ((string, JsonNode?)[])
                [
                    ("projectId", project),
                    ("commandToRun", "true"),
                    ("name", name + "x"),
                    ("modelProductType", "APP"),
                    ("file", "missing.py"),
                    ("function", "f"),
                    ("visibility", "private"),
                    ("image", "x"),
                    ("tagName", "tag"),
                    ("tag", "tag"),
                    ("metric", "auc"),
                    ("targetRange", new JsonObject { ["condition"] = "lessThan", ["upperLimit"] = 1 }),
                    ("paths", new JsonArray("a.txt")),
                    ("tagNames", new JsonArray("another")),
                    ("comment", "text"),
                    ("value", 1),
                    ("registryUrl", "r"),
                    ("repository", "p"),
                    ("relativeFilePaths", new JsonArray()),
                    ("relativePaths", new JsonArray("a.txt")),
                    ("filePaths", new JsonArray("a.txt")),
                    ("fileNames", new JsonArray("a.txt")),
                    ("fileCollisionSetting", "Overwrite"),
                    ("ownerUsername", "ada"),
                    ("projectName", name),
                    ("pathToRemove", "a.txt"),
                    ("originPath", "a.txt"),
                    ("targetPath", "b.txt"),
                    ("collaboratorId", users["mallory"]),
                    ("projectRole", "Contributor"),
                    ("collaboratorUsernameOrEmails", new JsonArray("mallory")),
                    ("targetId", users["mallory"]),
                    ("targetRole", "DatasetRwReader"),
                    ("bindingDefinition", new JsonObject { ["file"] = "missing.py", ["function"] = "f" }),
                    ("datasetName", "d" + Guid.NewGuid().ToString("N")),
                    ("parameters", new JsonArray()),
                    ("commitResults", true),
                    ("isRestricted", true),
                    ("description", "text"),
                ]
        )
        {
            body[member] = value;
        }

        return body;
    }

    private static string Id(JsonNode? reply) => (string)reply!["id"]!;

    private static async Task<JsonNode?> PostAsync(HttpClient http, string path, JsonObject body)
    {
        var (status, reply) = await http.SendAsync(HttpMethod.Post, path, body.ToJsonString());
        Assert.True(status is >= 200 and < 300, $"POST {path}: {status} {reply?.ToJsonString()}");
        return reply;
    }
}
