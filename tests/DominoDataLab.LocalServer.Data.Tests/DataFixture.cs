using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Tests;
using DominoDataLab.LocalServer.Data.Tests.Flight;
using Grpc.Core;

[assembly: AssemblyFixture(typeof(DataFixture))]

namespace DominoDataLab.LocalServer.Data.Tests;

/// <summary>One server with data sources for the run; each test makes sources of its own.</summary>
public sealed class DataFixture : IAsyncLifetime
{
    private static int _names;

    public LocalDomino Server { get; private set; } = null!;

    internal DataServer Data { get; private set; } = null!;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A name that no other test uses.</summary>
    public static string NewName() => $"source-{Interlocked.Increment(ref _names)}";

    public async ValueTask InitializeAsync()
    {
        Server = await LocalDomino.StartAsync(
            new LocalDominoOptions { EnableFaults = true, Users = [new("collaborator"), new("stranger")] }.AddDataSources()
        );
        Data = new DataServer(Server);
    }

    public async ValueTask DisposeAsync()
    {
        Data.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>A server with data sources, as its clients see it.</summary>
internal sealed class DataServer(LocalDomino server) : IDisposable
{
    public LocalDomino Server => server;

    public FlightClient Flight { get; } = new(server.GetFlightAddress());

    public HttpClient Http { get; } = new() { BaseAddress = server.Address };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Metadata Key(string? user = null) => new() { { "x-domino-api-key", server.GetApiKey(user ?? server.UserName) } };

    /// <summary>Creates a source and returns its ID.</summary>
    public async Task<string> CreateAsync(JsonObject source)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, "/local/datasources", source);
        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
        return body!["id"]!.GetValue<string>();
    }

    /// <summary>Creates a source over the files of a folder and returns its ID.</summary>
    public Task<string> CreateAsync(TestFolder folder, JsonObject? more = null)
    {
        var source = more ?? [];
        source["name"] ??= DataFixture.NewName();
        source["engine"] = "duckdb";
        source["path"] = folder.Path;
        return CreateAsync(source);
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? body = null,
        string? user = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Add("X-Domino-Api-Key", server.GetApiKey(user ?? server.UserName));
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var reply = await Http.SendAsync(request, Ct);
        var text = await reply.Content.ReadAsStringAsync(Ct);
        return (reply.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Creates a private project and returns its ID.</summary>
    public async Task<string> NewProjectAsync()
    {
        var (_, self) = await SendAsync(HttpMethod.Get, "/v4/users/self");
        var (_, project) = await SendAsync(
            HttpMethod.Post,
            "/v4/projects",
            new JsonObject
            {
                ["name"] = DataFixture.NewName(),
                ["ownerId"] = self!["id"]!.GetValue<string>(),
                ["description"] = "",
                ["visibility"] = "Private",
                ["collaborators"] = new JsonArray(),
                ["tags"] = new JsonObject { ["tagNames"] = new JsonArray() },
            }
        );
        return project!["id"]!.GetValue<string>();
    }

    /// <summary>Runs a shell script as a job of a new project and returns the lines of its output.</summary>
    public async Task<List<string?>> RunJobAsync(string script)
    {
        var (_, job) = await SendAsync(
            HttpMethod.Post,
            "/v4/jobs/start",
            new JsonObject { ["projectId"] = await NewProjectAsync(), ["commandToRun"] = $"sh -c '{script}'" }
        );
        var id = (string)job!["id"]!;
        await Eventually.HoldsAsync(
            async () => (bool)(await SendAsync(HttpMethod.Get, "/v4/jobs/" + id)).Body!["statuses"]!["isCompleted"]!,
            "the job to end"
        );
        var log = (await SendAsync(HttpMethod.Get, $"/v4/jobs/{id}/logsWithProblemSuggestions?logType=stdout")).Body!;
        return [.. log["logset"]!["logContent"]!.AsArray().Select(line => (string?)line!["log"])];
    }

    public Task<Table> QueryAsync(string source, string sql, string? user = null) =>
        Flight.ReadAsync(FlightClient.Ticket(source, sql), Key(user), Ct);

    /// <summary>Runs a query that must fail.</summary>
    public async Task<RpcException> RefusalAsync(string source, string sql, string? user = null) =>
        await Assert.ThrowsAsync<RpcException>(() => QueryAsync(source, sql, user));

    public void Dispose()
    {
        Flight.Dispose();
        Http.Dispose();
    }
}

/// <summary>A temporary folder.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("domino-data-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public TestFolder Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
