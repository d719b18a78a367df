using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Execution;

public sealed class CommandLimitTests(LocalServerFixture fixture)
{
    private const int MostBytes = (128 * 1024) - 1;

    public static TheoryData<string, string> Refused =>
        new()
        {
            { "job.sh " + new string('x', MostBytes + 1), $"has {MostBytes + 1} bytes; the limit is {MostBytes}" },
            { "job.sh " + new string('\u00e9', (MostBytes / 2) + 1), $"the limit is {MostBytes}" },
            { "job.sh a\0b", "NUL" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_command_that_the_system_cannot_start_fails_and_is_not_retried(string command, string words)
    {
        var project = await fixture.Api.NewProjectAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => project.StartAsync(command));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 500, "The message repeats the command.");
    }

    [Fact]
    public async Task A_run_is_refused_by_the_same_limits()
    {
        var project = await fixture.Api.NewProjectAsync();
        foreach (var direct in (bool[])[false, true])
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() =>
                fixture.Api.PostAsync(
                    project.Path + "/runs",
                    new JsonObject { ["command"] = new JsonArray("job.sh", new string('x', MostBytes + 1)), ["isDirect"] = direct }
                )
            );
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        }
    }

    [Fact]
    public async Task The_longest_argument_reaches_the_command()
    {
        var project = await fixture.Api.NewProjectAsync();
        await project.PutAsync("job.sh", "echo ${#1}\n");
        var id = await project.StartAsync("job.sh " + new string('x', MostBytes - 100));
        await fixture.Api.EndOfAsync(id);
        Assert.Contains($"{MostBytes - 100}", await fixture.Api.LogAsync(id, "stdout"));
    }

    [Fact]
    public async Task A_title_has_a_limit()
    {
        var project = await fixture.Api.NewProjectAsync();
        await project.PutAsync("job.sh", "true\n");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => StartAsync(new string('t', 513)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("the limit is 512", refused.Message, StringComparison.Ordinal);
        var job = await StartAsync(new string('t', 512));
        Assert.Equal(512, job["title"]!.GetValue<string>().Length);

        Task<JsonNode> StartAsync(string title) =>
            fixture.Api.PostAsync(
                "/v4/jobs/start",
                new JsonObject
                {
                    ["projectId"] = project.Id,
                    ["commandToRun"] = "job.sh",
                    ["title"] = title,
                }
            );
    }
}
