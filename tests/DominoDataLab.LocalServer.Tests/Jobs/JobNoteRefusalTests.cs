using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Jobs;

/// <summary>The server refuses invalid notes on jobs and serves the older routes, which the client does not use.</summary>
public sealed class JobNoteRefusalTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private HttpClient _ada = null!;
    private HttpClient _grace = null!;
    private string _project = "";
    private string _job = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "root", Users = [new("ada"), new("grace")] }, Ct);
        (_ada, _grace) = (_server.ConnectAs("ada"), _server.ConnectAs("grace"));
        var grace = await _grace.ReadAsync("/v4/users/self");
        var ada = await _ada.ReadAsync("/v4/users/self");
        var made = await _ada.SendAsync(
            HttpMethod.Post,
            "/v4/projects",
            $$$"""{"name":"shared","ownerId":"{{{ada["id"]}}}","description":"","visibility":"Private","collaborators":["""
                + $$$"""{"collaboratorId":"{{{grace["id"]}}}","projectRole":"Contributor"}],"tags":{"tagNames":[]}}"""
        );
        _project = made.Reply!["id"]!.GetValue<string>();
        _job = (await _ada.SendAsync(HttpMethod.Post, "/v4/jobs/start", $$"""{"projectId":"{{_project}}","commandToRun":"true"}""")).Reply![
            "id"
        ]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        _ada.Dispose();
        _grace.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_older_routes_of_tags_do_what_the_public_ones_do()
    {
        var tag = (
            await _ada.SendAsync(HttpMethod.Post, $"/v4/jobs/{_job}/tag", $$"""{"projectId":"{{_project}}","tagName":"t"}""")
        ).Reply!;
        Assert.Equal("t", (await _ada.SendAsync(HttpMethod.Get, $"/v4/jobs/{_job}/tags")).Reply![0]!["name"]!.GetValue<string>());
        Assert.Equal(
            200,
            (
                await _ada.SendAsync(
                    HttpMethod.Delete,
                    $"/v4/jobs/{_job}/tag",
                    $$"""{"projectId":"{{_project}}","tagId":"{{tag["tagId"]}}"}"""
                )
            ).Status
        );
        Assert.Empty((await _ada.SendAsync(HttpMethod.Get, $"/v4/jobs/{_job}/tags")).Reply!.AsArray());
        Assert.Equal(
            404,
            (
                await _ada.SendAsync(
                    HttpMethod.Delete,
                    $"/v4/jobs/{_job}/tag",
                    $$"""{"projectId":"{{_project}}","tagId":"{{tag["tagId"]}}"}"""
                )
            ).Status
        );
    }

    [Theory]
    [InlineData("/v4/jobs/JOB/tag", """{"projectId":"000000000000000000000000","tagName":"t"}""", 400)]
    [InlineData("/v4/jobs/JOB/tag", """{"projectId":"PROJECT","tagName":" "}""", 400)]
    [InlineData("/api/jobs/v1/jobs/JOB/tags", """{"projectId":"PROJECT"}""", 400)]
    [InlineData("/v4/jobs/JOB/comment", """{"comment":1}""", 400)]
    [InlineData("/v4/jobs/JOB/name", """{"name":""}""", 400)]
    [InlineData("/v4/jobs/000000000000000000000000/name", """{"name":"n"}""", 404)]
    [InlineData("/v4/jobs/archive", "[]", 400)]
    public async Task A_wrong_request_is_refused(string path, string body, int status) =>
        Assert.Equal(
            status,
            (
                await _ada.SendAsync(
                    HttpMethod.Post,
                    path.Replace("JOB", _job, StringComparison.Ordinal),
                    body.Replace("PROJECT", _project, StringComparison.Ordinal)
                )
            ).Status
        );

    [Fact]
    public async Task What_is_too_long_is_refused_with_the_limit()
    {
        foreach (
            var (path, body, limit) in new[]
            {
                ("tag", $$"""{"projectId":"{{_project}}","tagName":"{{new string('x', 101)}}"}""", "100"),
                ("comment", $$"""{"comment":"{{new string('x', 10_001)}}"}""", "10000"),
                ("name", $$"""{"name":"{{new string('x', 251)}}"}""", "250"),
            }
        )
        {
            var (status, reply) = await _ada.SendAsync(HttpMethod.Post, $"/v4/jobs/{_job}/{path}", body);
            Assert.Equal(400, status);
            Assert.Contains($"at most {limit} characters", reply!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_comment_is_removed_by_its_author_or_an_owner_of_the_project()
    {
        async Task<string> CommentAsync(HttpClient by) =>
            (await by.SendAsync(HttpMethod.Post, $"/v4/jobs/{_job}/comment", """{"comment":"c"}""")).Reply!["comments"]!.AsArray()[^1]![
                "commentId"
            ]!.GetValue<string>();
        async Task<int> RemoveAsync(HttpClient by, string comment) =>
            (await by.SendAsync(HttpMethod.Delete, $"/v4/jobs/{_job}/comment/{_job}", $$"""{"commentId":"{{comment}}"}""")).Status;

        string adas = await CommentAsync(_ada),
            graces = await CommentAsync(_grace),
            second = await CommentAsync(_grace);
        Assert.Equal(403, await RemoveAsync(_grace, adas));
        Assert.Equal(200, await RemoveAsync(_grace, graces));
        Assert.Equal(200, await RemoveAsync(_ada, second));
        Assert.Equal(
            adas,
            Assert.Single((await _ada.SendAsync(HttpMethod.Get, $"/v4/jobs/{_job}/comments")).Reply!["comments"]!.AsArray())![
                "commentId"
            ]!.GetValue<string>()
        );
    }
}
