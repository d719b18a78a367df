using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Tests.TrainingSets;

/// <summary>The training-set service.</summary>
public sealed class TrainingSetTests(DataFixture fixture)
{
    private static int _names;

    private DataServer Data => fixture.Data;

    [Fact]
    public async Task Case_060_a_new_version_echoes_what_it_was_given_and_is_pending()
    {
        var name = NewName();
        var project = await Data.NewProjectAsync();
        var version = await CreateAsync(project, name, new JsonObject { ["experiment"] = "1" });
        Assert.Equal(1, (int)version["number"]!);
        Assert.True((bool)version["pending"]!);
        Assert.Equal("""["ts","user",0]""", version["allColumns"]!.ToJsonString());
        Assert.Equal(
            """{"timestampColumns":["ts"],"categoricalColumns":[],"ordinalColumns":[]}""",
            version["monitoringMeta"]!.ToJsonString()
        );
        Assert.Equal($"{version["trainingSetId"]}/{version["id"]}", (string?)version["containerPath"]);
        Assert.False(version.ContainsKey("description"));
        Assert.Equal(2, (int)(await CreateAsync(project, name))["number"]!);
    }

    [Fact]
    public async Task Case_064_a_change_replaces_what_is_sent_and_keeps_the_rest()
    {
        var name = NewName();
        var project = await Data.NewProjectAsync();
        await CreateAsync(project, name);
        var change = new JsonObject
        {
            ["description"] = "about it",
            ["meta"] = new JsonObject { ["a"] = "b" },
            ["pending"] = false,
            ["keyColumns"] = new JsonArray("user"),
        };
        var (_, changed) = await Data.SendAsync(HttpMethod.Put, $"/trainingset/{name}/1", change);
        var (_, read) = await Data.SendAsync(HttpMethod.Get, $"/trainingset/{name}/1");
        Assert.Equal(changed!.ToJsonString(), read!.ToJsonString());
        Assert.Equal("about it", (string?)read["description"]);
        Assert.False((bool)read["pending"]!);
        Assert.Equal("""["ts","user",0]""", read["allColumns"]!.ToJsonString());
        var (_, set) = await Data.SendAsync(HttpMethod.Get, $"/trainingset/{name}");
        Assert.False(set!.AsObject().ContainsKey("description"));
        Assert.Equal("{}", set["meta"]!.ToJsonString());
    }

    [Fact]
    public async Task Case_066_sets_and_versions_are_found_by_their_meta_in_order()
    {
        var project = await Data.NewProjectAsync();
        var start = NewName();
        for (var number = 0; number < 6; number++)
        {
            var name = $"{start}-{number % 3}";
            await CreateAsync(project, name, new JsonObject { ["run"] = start, ["even"] = number % 2 == 0 ? "yes" : "no" });
            await Data.SendAsync(
                HttpMethod.Put,
                $"/trainingset/{name}",
                new JsonObject
                {
                    ["meta"] = new JsonObject { ["set"] = start, ["last"] = $"{number % 3}" },
                }
            );
        }

        var query = new JsonObject
        {
            ["projectId"] = project,
            ["meta"] = new JsonObject { ["set"] = start },
        };
        var (_, sets) = await Data.SendAsync(HttpMethod.Post, "/trainingset/find?offset=0&limit=10000&asc=true", query);
        Assert.Equal([$"{start}-0", $"{start}-1", $"{start}-2"], sets!.AsArray().Select(set => (string?)set!["name"]));
        var (_, last) = await Data.SendAsync(HttpMethod.Post, "/trainingset/find?offset=1&limit=1&asc=false", query);
        Assert.Equal($"{start}-1", (string?)Assert.Single(last!.AsArray())!["name"]);
        var versions = new JsonObject
        {
            ["projectId"] = project,
            ["trainingSetName"] = $"{start}-0",
            ["trainingSetMeta"] = new JsonObject { ["last"] = "0" },
            ["meta"] = new JsonObject { ["even"] = "no" },
        };
        var (_, found) = await Data.SendAsync(HttpMethod.Post, "/trainingset/version/find?offset=0&limit=10000&asc=true", versions);
        Assert.Equal(2, (int)Assert.Single(found!.AsArray())!["number"]!);
        versions["trainingSetName"] = null;
        versions["projectId"] = null;
        versions["trainingSetMeta"] = new JsonObject { ["set"] = start };
        var (_, all) = await Data.SendAsync(HttpMethod.Post, "/trainingset/version/find?offset=0&limit=10000&asc=true", versions);
        Assert.Equal(3, all!.AsArray().Count);
    }

    [Fact]
    public async Task Case_069_a_set_goes_after_its_versions_and_its_name_is_free_again()
    {
        var name = NewName();
        var project = await Data.NewProjectAsync();
        await CreateAsync(project, name);
        var (early, reason) = await Data.SendAsync(HttpMethod.Delete, $"/trainingset/{name}");
        Assert.Equal(HttpStatusCode.Conflict, early);
        Assert.Contains("has versions", reason!["errors"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Data.SendAsync(HttpMethod.Delete, $"/trainingset/{name}/1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Data.SendAsync(HttpMethod.Get, $"/trainingset/{name}/1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Data.SendAsync(HttpMethod.Delete, $"/trainingset/{name}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Data.SendAsync(HttpMethod.Get, $"/trainingset/{name}")).Status);
        Assert.Equal(1, (int)(await CreateAsync(project, name))["number"]!);
    }

    [Fact]
    public async Task Case_062_a_name_of_another_project_and_sets_of_others_are_refused()
    {
        var name = NewName();
        var project = await Data.NewProjectAsync();
        await CreateAsync(project, name);
        var (status, body) = await Data.SendAsync(HttpMethod.Post, $"/trainingset/{name}", new JsonObject(), user: "stranger");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("belongs to another project", body!["errors"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Data.SendAsync(HttpMethod.Get, $"/trainingset/{name}", user: "stranger")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Data.SendAsync(HttpMethod.Delete, $"/trainingset/{name}/1", user: "stranger")).Status);
        var (invalid, _) = await Data.SendAsync(HttpMethod.Post, "/trainingset/a%20b", new JsonObject());
        Assert.Equal(HttpStatusCode.BadRequest, invalid);
    }

    private static string NewName() => $"set-{Interlocked.Increment(ref _names)}";

    private async Task<JsonObject> CreateAsync(string project, string name, JsonObject? meta = null)
    {
        var body = new JsonObject
        {
            ["projectId"] = project,
            ["keyColumns"] = new JsonArray("user"),
            ["targetColumns"] = new JsonArray(),
            ["excludeColumns"] = new JsonArray(),
            ["allColumns"] = new JsonArray("ts", "user", 0),
            ["monitoringMeta"] = new JsonObject { ["timestampColumns"] = new JsonArray("ts") },
            ["meta"] = meta ?? [],
            ["description"] = null,
        };
        var (status, version) = await Data.SendAsync(HttpMethod.Post, $"/trainingset/{name}", body);
        Assert.True(status == HttpStatusCode.OK, version?.ToJsonString());
        return version!.AsObject();
    }
}
