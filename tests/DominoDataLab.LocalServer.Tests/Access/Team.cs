using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>A server with the administrator <c>root</c> and three users, and what tests of access do with it.</summary>
public sealed class Team(LocalDomino server) : IAsyncDisposable
{
    public LocalDomino Server => server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Team> StartAsync(string? dataFolder = null, TimeProvider? time = null) =>
        new(
            await LocalDomino.StartAsync(
                new LocalDominoOptions
                {
                    DataFolder = dataFolder,
                    TrustUsers = true,

                    // The requests have only the members that a test needs, which is fewer than Domino's description asks for.
                    RecordExchangesTo = null,
                    UserName = "root",
                    Users = [new("ada"), new("grace"), new("mallory")],
                    MaxConcurrentJobs = 1,
                    StopGracePeriod = TimeSpan.FromSeconds(1),
                    TimeProvider = time ?? TimeProvider.System,
                },
                Ct
            )
        );

    public async Task<JsonNode?> SendAsync(string user, HttpMethod method, string path, JsonObject? body = null, int expected = 200)
    {
        using var http = server.ConnectAs(user);
        var (status, reply) = await http.SendAsync(method, path, body?.ToJsonString());
        Assert.True(status == expected, $"{method} {path} as {user}: {status} instead of {expected}: {reply?.ToJsonString()}");
        return reply;
    }

    public async Task<string> IdAsync(string user) => (string)(await SendAsync(user, HttpMethod.Get, "/v4/users/self"))!["id"]!;

    /// <summary>Creates a project and returns its ID.</summary>
    public async Task<string> ProjectAsync(
        string owner,
        string name,
        string visibility = "Private",
        params (string User, string Role)[] collaborators
    )
    {
        var roles = new JsonArray();
        foreach (var (user, role) in collaborators)
        {
            roles.Add(new JsonObject { ["collaboratorId"] = await IdAsync(user), ["projectRole"] = role });
        }

        var created = await SendAsync(
            owner,
            HttpMethod.Post,
            "/v4/projects",
            new JsonObject
            {
                ["name"] = name,
                ["ownerId"] = await IdAsync(owner),
                ["description"] = "",
                ["visibility"] = visibility,
                ["collaborators"] = roles,
                ["tags"] = new JsonObject { ["tagNames"] = new JsonArray() },
            }
        );
        return (string)created!["id"]!;
    }

    public async Task<string> StartAsync(string user, string project, string command, string? environment = null) =>
        (string)
            (
                await SendAsync(
                    user,
                    HttpMethod.Post,
                    "/v4/jobs/start",
                    new JsonObject
                    {
                        ["projectId"] = project,
                        ["commandToRun"] = command,
                        ["environmentId"] = environment,
                    }
                )
            )!["id"]!;

    /// <summary>Waits for the end of a job.</summary>
    public Task<JsonNode> EndOfAsync(string user, string job) =>
        Eventually.GetAsync(
            async () => (await SendAsync(user, HttpMethod.Get, "/v4/jobs/" + job))!,
            reply => (bool)reply["statuses"]!["isCompleted"]!,
            $"the job {job} to end"
        );

    public async Task PutAsync(string user, string owner, string project, string path, string content)
    {
        using var http = server.ConnectAs(user);
        using var body = new StringContent(content);
        using var reply = await http.PutAsync(new Uri($"/v1/projects/{owner}/{project}/{path}", UriKind.Relative), body, Ct);
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
    }

    /// <summary>Creates a private environment with the variable <c>SECRET=hidden</c>, and returns its ID.</summary>
    public async Task<string> EnvironmentAsync(string owner)
    {
        var made = await SendAsync(
            owner,
            HttpMethod.Post,
            "/api/environments/beta/environments",
            new JsonObject
            {
                ["name"] = "e" + Guid.NewGuid().ToString("N"),
                ["visibility"] = "private",
                ["image"] = "x",
                ["environmentVariables"] = new JsonArray(new JsonObject { ["key"] = "SECRET", ["value"] = "hidden" }),
            }
        );
        return (string)made!["environment"]!["id"]!;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
