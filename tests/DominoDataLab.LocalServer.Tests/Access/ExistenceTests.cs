using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>For a stranger, something that exists and something that does not look the same.</summary>
public sealed class ExistenceTests
{
    [Fact]
    public async Task A_stranger_gets_the_same_answer_for_a_thing_of_another_user_and_for_one_that_does_not_exist()
    {
        await using var team = await Team.StartAsync();
        var project = await team.ProjectAsync("ada", "hidden");
        await team.PutAsync("ada", "ada", "hidden", "model.py", "def f():\n    return 1\n");
        await team.PutAsync("ada", "ada", "hidden", "app.sh", "sleep 1000\n");
        var job = await team.StartAsync("ada", project, "true");
        var app = await team.SendAsync(
            "ada",
            HttpMethod.Post,
            "/v4/modelProducts",
            new JsonObject { ["modelProductType"] = "APP", ["projectId"] = project }
        );
        var appId = (string)app!["id"]!;
        var instance = (string)(await team.SendAsync("ada", HttpMethod.Post, $"/v4/modelProducts/{appId}/start", []))!;
        var model = await team.SendAsync(
            "ada",
            HttpMethod.Post,
            "/v1/models",
            new JsonObject
            {
                ["projectId"] = project,
                ["name"] = "m",
                ["file"] = "model.py",
                ["function"] = "f",
            }
        );
        var modelId = (string)model!["data"]!["_id"]!;
        var version = (string)(await team.SendAsync("ada", HttpMethod.Get, $"/v1/models/{modelId}/versions"))!["data"]![0]!["_id"]!;
        var export = (string)
            (
                await team.SendAsync(
                    "ada",
                    HttpMethod.Post,
                    $"/v4/models/{modelId}/{version}/exportImageToRegistry",
                    new JsonObject
                    {
                        ["registryUrl"] = "r",
                        ["repository"] = "p",
                        ["tag"] = "t",
                    },
                    202
                )
            )!["exportId"]!;
        var datasets = await team.SendAsync("ada", HttpMethod.Get, $"/v4/datasetrw/datasets-v2?projectIdsToInclude={project}");
        var dataset = (string)datasets![0]!["datasetRwDto"]!["id"]!;
        var upload = (string)
            (
                await team.SendAsync(
                    "ada",
                    HttpMethod.Post,
                    $"/v4/datasetrw/datasets/{dataset}/snapshot/file/start",
                    new JsonObject { ["filePaths"] = new JsonArray("a.txt"), ["fileCollisionSetting"] = "Overwrite" }
                )
            )!;

        foreach (
            var (path, id) in ((string, string)[])
                [
                    ("/v4/jobs/{0}", job),
                    ("/v4/jobs/{0}/logsWithProblemSuggestions", job),
                    ("/v4/jobs/{0}/comments", job),
                    ("/v4/modelProducts/{0}", appId),
                    ("/v4/modelProducts/{0}/versions", appId),
                    ("/v4/modelProducts/apps/versions/{0}", instance),
                    ("/apps/{0}/", appId),
                    ("/v1/models/{0}/versions", modelId),
                    ("/api/modelServing/v1/modelApis/{0}/versions/" + version, modelId),
                    ("/v4/models/{0}/getExportImageStatus", export),
                    (
                        "/api/metricValues/v1/{0}/auc?startingReferenceTimestampInclusive=2026-01-01T00:00:00Z"
                            + "&endingReferenceTimestampInclusive=2026-02-01T00:00:00Z",
                        modelId
                    ),
                    ("/v4/datasetrw/datasets/{0}", dataset),
                    ("/v4/datasetrw/snapshot/upload/{0}", upload),
                ]
        )
        {
            var absent = new string('0', id.Length);
            using var mallory = team.Server.ConnectAs("mallory");
            var (status, real) = await mallory.SendAsync(HttpMethod.Get, string.Format(null, path, id));
            var (otherStatus, missing) = await mallory.SendAsync(HttpMethod.Get, string.Format(null, path, absent));
            Assert.Equal((path, 404), (path, status));
            Assert.Equal(status, otherStatus);
            Assert.Equal(
                missing!.ToJsonString().Replace(absent, "ID", StringComparison.Ordinal),
                real!.ToJsonString().Replace(id, "ID", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task The_metrics_of_an_archived_model_stay_closed_to_strangers()
    {
        await using var team = await Team.StartAsync();
        var project = await team.ProjectAsync("ada", "hidden");
        await team.PutAsync("ada", "ada", "hidden", "model.py", "def f():\n    return 1\n");
        var model = await team.SendAsync(
            "ada",
            HttpMethod.Post,
            "/v1/models",
            new JsonObject
            {
                ["projectId"] = project,
                ["name"] = "m",
                ["file"] = "model.py",
                ["function"] = "f",
            }
        );
        var id = (string)model!["data"]!["_id"]!;
        var path =
            $"/api/metricValues/v1/{id}/auc?startingReferenceTimestampInclusive=2026-01-01T00:00:00Z"
            + "&endingReferenceTimestampInclusive=2026-02-01T00:00:00Z";
        await team.SendAsync("ada", HttpMethod.Get, path);
        await team.SendAsync("ada", HttpMethod.Delete, $"/api/modelServing/v1/modelApis/{id}", expected: 204);
        await team.SendAsync("mallory", HttpMethod.Get, path, expected: 404);
    }
}
