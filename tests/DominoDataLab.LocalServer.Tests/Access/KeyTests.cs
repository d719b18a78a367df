using System.Diagnostics;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Storage;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>Keys of users: which are accepted, how long, and what the data folder has of them.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("short")]
    [InlineData("a-key-with-a-blank ")]
    [InlineData("a-key-with-a\nnewline")]
    [InlineData("a-key-with-é")]
    public async Task A_configured_key_that_is_weak_or_that_no_header_can_have_is_refused(string key)
    {
        var first = await Assert.ThrowsAsync<ArgumentException>(() => LocalDomino.StartAsync(new LocalDominoOptions { ApiKey = key }, Ct));
        Assert.Contains("at least 8 characters", first.Message, StringComparison.Ordinal);
        if (key.Trim().Length > 0)
        {
            Assert.DoesNotContain(key, first.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<ArgumentException>(() =>
            LocalDomino.StartAsync(new LocalDominoOptions { Users = [new("grace", key)] }, Ct)
        );
    }

    [Fact]
    public async Task A_key_is_shown_once_and_can_be_replaced()
    {
        await using var team = await Team.StartAsync();
        var body = new JsonObject { ["name"] = "temp" };
        var first = (string)(await team.SendAsync("root", HttpMethod.Post, "/local/users", body, expected: 201))!["key"]!;
        Assert.Equal(200, await StatusAsync(team.Server, first));
        var list = await team.SendAsync("root", HttpMethod.Get, "/local/users");
        Assert.DoesNotContain(first, list!.ToJsonString(), StringComparison.Ordinal);
        await team.SendAsync("ada", HttpMethod.Post, "/local/users/temp/key", expected: 403);
        var second = (string)(await team.SendAsync("root", HttpMethod.Post, "/local/users/temp/key"))!["key"]!;
        Assert.Equal(401, await StatusAsync(team.Server, first));
        Assert.Equal(200, await StatusAsync(team.Server, second));
    }

    [Fact]
    public async Task Keys_of_users_lie_in_no_file_of_the_data_folder_and_are_accepted_after_a_restart()
    {
        string added;
        string made;
        await using (var team = await Team.StartAsync(_folder.FullName))
        {
            var body = new JsonObject { ["name"] = "temp" };
            added = (string)(await team.SendAsync("root", HttpMethod.Post, "/local/users", body, expected: 201))!["key"]!;
            made = team.Server.GetApiKey("ada");
            AssertNowhere(added);
            AssertNowhere(made);
        }

        await using (var team = await Team.StartAsync(_folder.FullName))
        {
            Assert.Equal(200, await StatusAsync(team.Server, added));
            Assert.Equal(200, await StatusAsync(team.Server, made));
            Assert.Equal(200, await StatusAsync(team.Server, team.Server.GetApiKey("ada")));
        }
    }

    [Fact]
    public async Task The_key_file_of_a_user_from_an_earlier_version_is_taken_over_and_removed()
    {
        var old = Path.Combine(_folder.FullName, "keys", "ada");
        Directory.CreateDirectory(Path.GetDirectoryName(old)!);
        await File.WriteAllTextAsync(old, "the-key-from-before\n", Ct);
        await using var team = await Team.StartAsync(_folder.FullName);
        Assert.Equal(200, await StatusAsync(team.Server, "the-key-from-before"));
        Assert.False(File.Exists(old));
        AssertNowhere("the-key-from-before");
    }

    [Fact]
    public async Task The_key_of_a_job_ends_with_the_job()
    {
        await using var team = await Team.StartAsync();
        var project = await team.ProjectAsync("ada", "keys");
        await team.PutAsync("ada", "ada", "keys", "key.sh", "echo $DOMINO_USER_API_KEY > key.txt\n");
        var job = await team.StartAsync("ada", project, "key.sh");
        var end = await team.EndOfAsync("ada", job);
        Assert.Equal("Succeeded", (string?)end["statuses"]!["executionStatus"]);
        using var http = team.Server.ConnectAs("ada");
        var head = (string)(await team.SendAsync("ada", HttpMethod.Get, $"/v4/projects/{project}/commits/head"))!["id"]!;
        var path = $"/api/projects/v1/projects/{project}/files/{head}/key.txt/content";
        var key = (await http.GetStringAsync(new Uri(path, UriKind.Relative), Ct)).Trim();
        Assert.NotEqual(team.Server.GetApiKey("ada"), key);
        Assert.Equal(64, key.Length);
        Assert.Equal(401, await StatusAsync(team.Server, key));
    }

    [Fact]
    public async Task Guesses_from_one_address_are_slowed_down_and_logged_once_while_known_keys_work_on()
    {
        await using var team = await Team.StartAsync(_folder.FullName);
        Assert.Equal(200, await StatusAsync(team.Server, team.Server.GetApiKey("ada")));
        var time = Stopwatch.StartNew();
        var guesses = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => StatusAsync(team.Server, $"guess-number-{number}")));
        Assert.All(guesses, status => Assert.Equal(401, status));

        // 20 at once, then 10 a second.
        Assert.True(time.Elapsed > TimeSpan.FromSeconds(2), $"60 guesses took {time.Elapsed}.");
        var flood = Task.WhenAll(Enumerable.Range(0, 300).Select(number => StatusAsync(team.Server, $"guess-number-{number}")));
        Assert.Equal(200, await StatusAsync(team.Server, team.Server.GetApiKey("ada")));
        Assert.Contains(429, await flood);
        var log = await ReadLogAsync();
        Assert.Single(log, line => line.Contains("API key that is not valid", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Faults_are_for_administrators_only()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { EnableFaults = true }, Ct);
        using var stranger = server.ConnectAs("collaborator");
        var fault = """{"route":"GET /v4/users/self","count":1,"status":500}""";
        Assert.Equal(403, (await stranger.SendAsync(HttpMethod.Post, "/local/faults", fault)).Status);
        Assert.Equal(403, (await stranger.SendAsync(HttpMethod.Delete, "/local/faults")).Status);
        Assert.Equal(200, (await stranger.SendAsync(HttpMethod.Get, "/v4/users/self")).Status);
    }

    [Fact]
    public async Task A_variable_of_an_environment_cannot_have_a_newline_at_the_end_of_its_name()
    {
        await using var team = await Team.StartAsync();
        var body = new JsonObject
        {
            ["name"] = "e",
            ["visibility"] = "private",
            ["image"] = "x",
            ["environmentVariables"] = new JsonArray(new JsonObject { ["key"] = "NAME\n", ["value"] = "x" }),
        };
        await team.SendAsync("ada", HttpMethod.Post, "/api/environments/beta/environments", body, expected: 400);
    }

    [Fact]
    public async Task The_commit_of_results_has_the_user_who_started_the_job_as_its_author()
    {
        await using var team = await Team.StartAsync(_folder.FullName);
        var project = await team.ProjectAsync("ada", "shared", "Private", ("grace", "Contributor"));
        await team.PutAsync("ada", "ada", "shared", "write.sh", "echo x > x.txt\n");
        await team.EndOfAsync("grace", await team.StartAsync("grace", project, "write.sh"));
        var repository = Directory.GetDirectories(Path.Combine(_folder.FullName, "repositories"), project + "*").Single();
        await Shell.RunAsync(_folder.FullName, $"test \"$(git -C '{repository}' log -1 --format=%an --all)\" = grace");
    }

    [Fact]
    public async Task A_project_is_private_unless_the_request_says_otherwise()
    {
        await using var team = await Team.StartAsync();
        var body = new JsonObject { ["name"] = "quiet", ["ownerId"] = await team.IdAsync("ada") };
        var created = await team.SendAsync("ada", HttpMethod.Post, "/v4/projects", body);
        await team.SendAsync("mallory", HttpMethod.Get, $"/v4/projects/{created!["id"]}", expected: 404);
    }

    private async Task<string[]> ReadLogAsync()
    {
        await using var file = new FileStream(
            Path.Combine(_folder.FullName, "logs", "server.log"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        using var reader = new StreamReader(file);
        return (await reader.ReadToEndAsync(Ct)).Split('\n');
    }

    private void AssertNowhere(string secret)
    {
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name != "lock"))
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.False(reader.ReadToEnd().Contains(secret, StringComparison.Ordinal), $"{file.Name} has it.");
        }
    }

    private static async Task<int> StatusAsync(LocalDomino server, string key)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v4/users/self") { Headers = { { "X-Domino-Api-Key", key } } };
        using var reply = await http.SendAsync(request, Ct);
        return (int)reply.StatusCode;
    }
}
