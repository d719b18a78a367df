using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>The local server follows the table of roles in docs/people.md, cell by cell.</summary>
public sealed class RoleTableTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Func<Place, (HttpMethod Method, string Path, JsonObject? Body)>> Actions = new()
    {
        ["find the project"] = place =>
            (HttpMethod.Get, $"/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName={place.Name}", null),
        ["view jobs and their logs"] = place => (HttpMethod.Get, $"/v4/jobs/{place.Job}/logsWithProblemSuggestions", null),
        ["view apps"] = place => (HttpMethod.Get, $"/v4/modelProducts/{place.App}", null),
        ["read files"] = place => (HttpMethod.Get, $"/v1/projects/ada/{place.Name}/files/{place.Head}//", null),
        ["read datasets"] = place => (HttpMethod.Get, $"/v4/datasetrw/datasets/{place.Dataset}", null),
        ["view scheduled jobs"] = place => (HttpMethod.Get, $"/v4/projects/{place.Project}/scheduledjobs", null),
        ["copy the project"] = place =>
            (HttpMethod.Post, $"/v4/projects/{place.Project}/fork", new JsonObject { ["name"] = "copy" + Guid.NewGuid().ToString("N") }),
        ["write files"] = place => (HttpMethod.Put, $"/v1/projects/ada/{place.Name}/written.txt", new JsonObject()),
        ["start jobs"] = place =>
            (HttpMethod.Post, "/v4/jobs/start", new JsonObject { ["projectId"] = place.Project, ["commandToRun"] = "true" }),
        ["stop jobs"] = place => (HttpMethod.Post, "/v4/jobs/stop", new JsonObject { ["jobId"] = place.Job, ["commitResults"] = true }),
        ["schedule jobs"] = place => (HttpMethod.Post, $"/v4/projects/{place.Project}/scheduledjobs", ScheduledJobs.Daily(place.CallerId)),
        ["create datasets"] = place =>
            (
                HttpMethod.Post,
                "/dataset",
                new JsonObject
                {
                    ["projectId"] = place.Project,
                    ["datasetName"] = "d" + Guid.NewGuid().ToString("N"),
                    ["description"] = "",
                }
            ),
        ["publish apps"] = place =>
            (HttpMethod.Post, "/v4/modelProducts", new JsonObject { ["modelProductType"] = "APP", ["projectId"] = place.Project }),
        ["publish models"] = place =>
            (
                HttpMethod.Post,
                "/v1/models",
                new JsonObject
                {
                    ["projectId"] = place.Project,
                    ["name"] = "m",
                    ["file"] = "m.py",
                    ["function"] = "f",
                }
            ),
        ["read and set variables"] = place =>
            (HttpMethod.Post, $"/v4/projects/{place.Project}/environmentVariables", new JsonObject { ["name"] = "A", ["value"] = "b" }),
        ["add collaborators"] = place =>
            (
                HttpMethod.Post,
                $"/v4/projects/{place.Project}/collaborators",
                new JsonObject { ["collaboratorId"] = place.OtherId, ["projectRole"] = "Contributor" }
            ),
        ["change default environment and tier"] = place =>
            (HttpMethod.Put, $"/v4/projects/{place.Project}/settings", new JsonObject { ["defaultHardwareTierId"] = "medium-k8s" }),
        ["change or delete another user's scheduled job"] = place =>
            (HttpMethod.Put, $"/v4/projects/{place.Project}/scheduledjobs/{place.Schedule}", ScheduledJobs.Daily(place.OwnerId)),
        ["make another user an owner"] = place =>
            (
                HttpMethod.Post,
                $"/v4/projects/{place.Project}/collaborators",
                new JsonObject { ["collaboratorId"] = place.OtherId, ["projectRole"] = "Owner" }
            ),
        ["change the visibility"] = place =>
            (HttpMethod.Patch, $"/v4/projects/{place.Project}/visibility", new JsonObject { ["visibility"] = "Private" }),
        ["archive the project"] = place => (HttpMethod.Delete, $"/v4/projects/{place.Project}", null),
    };

    private Team _team = null!;

    public static TheoryData<string, string, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, bool>();
            var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "people.md"))
                .SkipWhile(line => !line.StartsWith("| action |", StringComparison.Ordinal))
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
                .ToList();
            foreach (var row in lines.Skip(2))
            {
                for (var column = 1; column < row.Length; column++)
                {
                    cells.Add(row[0], lines[0][column], row[column] == "yes");
                }
            }

            return cells;
        }
    }

    public async ValueTask InitializeAsync() => _team = await Team.StartAsync();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_role_may_do_what_the_table_says(string action, string role, bool isAllowed)
    {
        var place = await PrepareAsync(role);
        var (method, path, body) = Actions[action](place);
        using var grace = _team.Server.ConnectAs("grace");
        var (status, reply) = await grace.SendAsync(method, path, body?.ToJsonString());
        Assert.True(isAllowed ? status is >= 200 and < 300 : status is 403 or 404, $"{action} as {role}: {status} {reply?.ToJsonString()}");
    }

    [Fact]
    public void Every_row_of_the_table_has_its_action() =>
        Assert.Equal(
            Actions.Keys.Order(StringComparer.Ordinal),
            Cells.Select(cell => cell.Data.Item1).Distinct().Order(StringComparer.Ordinal)
        );

    private async Task<Place> PrepareAsync(string role)
    {
        var name = "p" + Guid.NewGuid().ToString("N");
        var project = await _team.ProjectAsync("ada", name, "Private", ("grace", role));
        await _team.PutAsync("ada", "ada", name, "app.sh", "true\n");
        await _team.PutAsync("ada", "ada", name, "m.py", "def f():\n    return 1\n");
        var app = await _team.SendAsync(
            "ada",
            HttpMethod.Post,
            "/v4/modelProducts",
            new JsonObject { ["modelProductType"] = "APP", ["projectId"] = project }
        );
        var ada = await _team.IdAsync("ada");
        var schedule = await _team.SendAsync("ada", HttpMethod.Post, $"/v4/projects/{project}/scheduledjobs", ScheduledJobs.Daily(ada));
        var datasets = await _team.SendAsync("ada", HttpMethod.Get, $"/v4/datasetrw/datasets-v2?projectIdsToInclude={project}");
        return new Place(
            name,
            project,
            (string)(await _team.SendAsync("ada", HttpMethod.Get, $"/v4/projects/{project}/commits/head"))!["id"]!,
            await _team.StartAsync("ada", project, "true"),
            (string)app!["id"]!,
            (string)datasets![0]!["datasetRwDto"]!["id"]!,
            (string)schedule!["id"]!,
            ada,
            await _team.IdAsync("grace"),
            await _team.IdAsync("mallory")
        );
    }

    private sealed record Place(
        string Name,
        string Project,
        string Head,
        string Job,
        string App,
        string Dataset,
        string Schedule,
        string OwnerId,
        string CallerId,
        string OtherId
    );
}
