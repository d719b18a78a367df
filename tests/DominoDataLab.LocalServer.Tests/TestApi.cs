using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests;

/// <summary>A server's routes, as plain requests.</summary>
public sealed class TestApi(LocalDomino server, string? userName = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static int _projects;

    public HttpClient Http { get; } =
        new()
        {
            BaseAddress = server.Address,
            Timeout = Patience,
            DefaultRequestHeaders = { { "X-Domino-Api-Key", userName is null ? server.ApiKey : server.GetApiKey(userName) } },
        };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<JsonNode> GetAsync(string path)
    {
        using var reply = await Http.GetAsync(new Uri(path, UriKind.Relative), Ct);
        return await ReadAsync(reply);
    }

    public async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var reply = await Http.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
        return await ReadAsync(reply);
    }

    public async Task<TestProject> NewProjectAsync()
    {
        var self = await GetAsync("/v4/users/self");
        var name = "p" + Interlocked.Increment(ref _projects).ToString(CultureInfo.InvariantCulture);
        var project = await PostAsync(
            "/v4/projects",
            new JsonObject
            {
                ["name"] = name,
                ["ownerId"] = self["id"]!.GetValue<string>(),
                ["description"] = "",
                ["visibility"] = "Private",
                ["collaborators"] = new JsonArray(),
                ["tags"] = new JsonObject { ["tagNames"] = new JsonArray() },
            }
        );
        return new TestProject(this, userName ?? server.UserName, name, project["id"]!.GetValue<string>());
    }

    /// <summary>Makes a private environment with scripts and the variable <c>WORD=hello</c>, and waits until it is built.</summary>
    public async Task<string> NewEnvironmentAsync(string preSetup, string postRun)
    {
        var made = await PostAsync(
            "/api/environments/beta/environments",
            new JsonObject
            {
                ["name"] = "e" + Guid.NewGuid().ToString("N"),
                ["visibility"] = "private",
                ["image"] = "x",
                ["preSetupScript"] = preSetup,
                ["postRunScript"] = postRun,
                ["environmentVariables"] = new JsonArray(new JsonObject { ["key"] = "WORD", ["value"] = "hello" }),
            }
        );
        var id = made["environment"]!["id"]!.GetValue<string>();
        await Eventually.GetAsync(
            async () =>
                (await GetAsync($"/api/environments/v1/environments/{id}"))["environment"]!["latestRevision"]![
                    "status"
                ]!.GetValue<string>(),
            status => status == "succeeded",
            "the environment to be built"
        );
        return id;
    }

    public async Task<JsonNode> JobAsync(string id) => await GetAsync("/v4/jobs/" + id);

    public Task<JsonNode> EndOfAsync(string id) => UntilAsync(id, job => job["statuses"]!["isCompleted"]!.GetValue<bool>());

    public async Task<JsonNode> UntilAsync(string id, Predicate<JsonNode> reached)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (true)
        {
            var job = await JobAsync(id);
            if (reached(job))
            {
                return job;
            }

            if (job["statuses"]!["isCompleted"]!.GetValue<bool>())
            {
                Assert.Fail("The job has ended: " + job.ToJsonString());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    public async Task<List<string>> LogAsync(string id, string type = "console")
    {
        var lines = new List<string>();
        var cursor = "0";
        while (true)
        {
            var set = (await GetAsync($"/v4/jobs/{id}/logsWithProblemSuggestions?logType={type}&latestTimeNano={cursor}"))["logset"]!;
            lines.AddRange(set["logContent"]!.AsArray().Select(line => line!["log"]!.GetValue<string>()));
            cursor = set["pagination"]!["latestTimeNano"]!.GetValue<string>();
            if (set["isComplete"]!.GetValue<bool>())
            {
                return lines;
            }
        }
    }

    /// <summary>Gets the lines that the log has now.</summary>
    public async Task<List<string>> LogSoFarAsync(string id) =>
        [
            .. (await GetAsync($"/v4/jobs/{id}/logsWithProblemSuggestions"))["logset"]!["logContent"]!
                .AsArray()
                .Select(line => line!["log"]!.GetValue<string>()),
        ];

    /// <summary>Waits until a job has written a line.</summary>
    public async Task LineAsync(string id, string line)
    {
        await UntilAsync(id, _ => true);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (true)
        {
            var set = (await GetAsync($"/v4/jobs/{id}/logsWithProblemSuggestions?logType=stdoutstderr"))["logset"]!;
            if (set["logContent"]!.AsArray().Any(entry => entry!["log"]!.GetValue<string>() == line))
            {
                return;
            }

            Assert.False(set["isComplete"]!.GetValue<bool>(), $"The job ended without a line '{line}'.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    public void Dispose() => Http.Dispose();

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage reply)
    {
        var text = await reply.Content.ReadAsStringAsync(Ct);
        return reply.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new RefusedException(reply.StatusCode, text);
    }
}

/// <summary>A refusal.</summary>
public sealed class RefusedException(HttpStatusCode status, string text) : Exception($"{(int)status}: {text}")
{
    public HttpStatusCode Status { get; } = status;
}

/// <summary>A project of a test.</summary>
public sealed class TestProject(TestApi api, string owner, string name, string id)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Path { get; } = $"/v1/projects/{owner}/{name}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<HttpResponseMessage> PutAsync(string path, HttpContent content) =>
        await api.Http.PutAsync(
            new Uri($"{Path}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}", UriKind.Relative),
            content,
            Ct
        );

    public async Task PutAsync(string path, string content)
    {
        using var body = new StringContent(content);
        using var reply = await PutAsync(path, body);
        Assert.True(reply.StatusCode == HttpStatusCode.Created, await reply.Content.ReadAsStringAsync(Ct));
    }

    public async Task<string> HeadAsync() => (await api.GetAsync($"/v4/projects/{Id}/commits/head"))["id"]!.GetValue<string>();

    public async Task<List<string>> CommitsAsync() =>
        [.. (await api.GetAsync(Path + "/commits")).AsArray().Select(commit => commit!.GetValue<string>())];

    public async Task<List<string>> FilesAsync(string? commit = null) =>
        [
            .. (await api.GetAsync($"{Path}/files/{commit ?? await HeadAsync()}//"))["data"]!
                .AsArray()
                .Select(file => file!["path"]!.GetValue<string>())
                .Order(StringComparer.Ordinal),
        ];

    public async Task<string> ReadAsync(string path, string? commit = null)
    {
        using var reply = await api.Http.GetAsync(
            new Uri(
                $"/api/projects/v1/projects/{Id}/files/{commit ?? await HeadAsync()}/{Uri.EscapeDataString(path)}/content",
                UriKind.Relative
            ),
            Ct
        );
        var text = await reply.Content.ReadAsStringAsync(Ct);
        return reply.IsSuccessStatusCode ? text : throw new RefusedException(reply.StatusCode, text);
    }

    public async Task<string> StartAsync(string command, string? tier = null, string? commit = null, string? environment = null) =>
        (
            await api.PostAsync(
                "/v4/jobs/start",
                new JsonObject
                {
                    ["projectId"] = Id,
                    ["commandToRun"] = command,
                    ["overrideHardwareTierId"] = tier,
                    ["commitId"] = commit,
                    ["environmentId"] = environment,
                }
            )
        )["id"]!.GetValue<string>();

    /// <summary>Runs a script to its end.</summary>
    public async Task<JsonNode> RunAsync(string script, string? tier = null)
    {
        await PutAsync("job.sh", script);
        return await api.EndOfAsync(await StartAsync("job.sh", tier));
    }

    public async Task StopAsync(string jobId, bool keepResults = true) =>
        await api.PostAsync("/v4/jobs/stop", new JsonObject { ["jobId"] = jobId, ["commitResults"] = keepResults });
}
