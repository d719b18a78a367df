using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Jobs;

/// <summary>The server keeps replies about jobs until something changes, and then no longer.</summary>
public sealed class JobReadTests(LocalServerFixture domino)
{
    [Fact]
    public async Task Each_change_of_a_job_shows_in_the_next_reading()
    {
        var project = await domino.Api.NewProjectAsync();
        var id = (await project.RunAsync("true\n"))["id"]!.GetValue<string>();
        await ReadTwiceAsync(id);
        await domino.Api.PostAsync($"/v4/jobs/{id}/comment", new JsonObject { ["comment"] = "c" });
        Assert.Equal(1, (await ReadTwiceAsync(id))["commentsCount"]!.GetValue<int>());
        await domino.Api.PostAsync($"/v4/jobs/{id}/tag", new JsonObject { ["projectId"] = project.Id, ["tagName"] = "t" });
        Assert.Equal("t", (await ReadTwiceAsync(id))["tags"]![0]!["name"]!.GetValue<string>());
        await domino.Api.PostAsync($"/v4/jobs/{id}/name", new JsonObject { ["name"] = "renamed" });
        Assert.Equal("renamed", (await ReadTwiceAsync(id))["title"]!.GetValue<string>());
    }

    private async Task<JsonNode> ReadTwiceAsync(string id)
    {
        var first = await domino.Api.JobAsync(id);
        var second = await domino.Api.JobAsync(id);
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        return second;
    }
}
