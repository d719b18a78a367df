using System.Diagnostics;
using System.Text;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>Neither a credential nor the user info of an address is ever shown.</summary>
public sealed class SecretTests
{
    private const string Secret = "s3cr3t";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("k", "The key k of 'Kim' (k) is not known.", "The key *** of 'Kim' (***) is not known.")]
    [InlineData("abc", "X-Domino-Api-Key: abc", "X-Domino-Api-Key: ***")]
    [InlineData("abcde", "abcde,abcdef abcde", "***,abcdef ***")]
    public async Task A_short_credential_that_the_server_sends_back_is_hidden(string key, string said, string shown)
    {
        await using var endpoint = new RawEndpoint(_ => new RawReply(401, Encoding.UTF8.GetBytes(said)) { ContentType = "text/plain" });
        using var client = endpoint.Connect(options => options.ApiKey = key);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Equal(shown, error.ServerMessage);
        Assert.Contains(shown, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> EchoedValues =>
        new()
        {
            { "application/json", """{"message":"The value 'hunter2' of NAME is not allowed."}""" },
            { "application/json", """{"errors":["NAME: hunter2"]}""" },
            { "application/json", """{"errors":[{"NAME":"hunter2"}]}""" },
            { "application/json", """ "hunter2" """ },
            { "text/plain", "NAME=hunter2" },
            { "text/html", "<title>hunter2</title>" },
        };

    [Theory]
    [MemberData(nameof(EchoedValues))]
    public async Task The_value_of_a_variable_that_the_server_sends_back_is_in_no_message(string type, string body)
    {
        await using var endpoint = new RawEndpoint(_ => new RawReply(400, Encoding.UTF8.GetBytes(body)) { ContentType = type });
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() =>
            client.Users.Variables.SetAsync(new Dictionary<string, string> { ["NAME"] = "hunter2" }, Ct)
        );
        Assert.DoesNotContain("hunter2", error + error.ServerMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", """ "hunter2" """)]
    [InlineData("application/json", """{"errors":[{"NAME":"hunter2"}]}""")]
    [InlineData("text/plain", "NAME=hunter2")]
    [InlineData("text/html", "<title>hunter2</title>")]
    public async Task The_error_of_a_route_with_secrets_shows_only_a_message(string type, string body)
    {
        await using var endpoint = new RawEndpoint(_ => new RawReply(500, Encoding.UTF8.GetBytes(body)) { ContentType = type });
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Users.Variables.ListAsync(Ct).ToListAsync(Ct).AsTask());
        Assert.DoesNotContain("hunter2", error + error.ServerMessage, StringComparison.Ordinal);
    }

    public static TheoryData<string> Credentials => ["key", "token", "file", "callback"];

    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task Texts_logs_activities_and_errors_hold_no_secret(string kind)
    {
        using var file = new TemporaryFile(Secret);
        var shown = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DominoDataLab.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (shown)
                {
                    shown.Add(
                        $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {activity.StatusDescription} "
                            + $"{string.Join(' ', activity.Events.Select(e => string.Join(' ', e.Tags)))}"
                    );
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        RawEndpoint? self = null;
        await using var endpoint = self = new RawEndpoint(request =>
            request.Target switch
            {
                "/version" => RawReply.Html("<title>Log in</title>"),
                "/v4/users/self" => RawReply.Json("""{"message":"no"}""", 401),
                "/v4/projects/i" => RawReply.Redirect(302, "http://127.0.0.1:1/elsewhere"),
                "/v4/projects/i/fork" => RawReply.Json("""{"redirectPath":"/"}""", 409),
                "/v4/jobs/i" => RawReply.Json("null"),
                "/v4/jobs/j" => RawReply.Json("not JSON"),
                _ => RawReply.Cut,
            }
        );
        var log = new LogCollector();
        var options = new DominoClientOptions { Host = $"http://user-{Secret}:pw-{Secret}@localhost:{self.Port}", MaxRetries = 1 };
        switch (kind)
        {
            case "key":
                options.ApiKey = Secret;
                break;
            case "token":
                options.AuthToken = Secret;
                break;
            case "file":
                options.TokenFile = file.Path;
                break;
            default:
                options.Credential = DominoCredential.FromCallback(_ => ValueTask.FromResult(Secret));
                break;
        }

        using var client = new DominoClient(options, loggerFactory: log);
        Func<Task>[] calls =
        [
            () => client.GetVersionAsync(Ct),
            () => client.Users.GetSelfAsync(Ct),
            () => client.Projects.GetAsync("i", Ct),
            () => client.Projects.ForkAsync("i", "n", Ct),
            () => client.Jobs.GetAsync("i", Ct),
            () => client.Jobs.GetAsync("j", Ct),
            () => client.Jobs.GetAsync("cut", Ct),
        ];
        foreach (var call in calls)
        {
            shown.Add((await Assert.ThrowsAnyAsync<DominoException>(call)).ToString());
        }

        shown.AddRange([log.Text, client.ToString(), client.DescribeCredential().ToString(), options.ToString()!]);
        Assert.NotEmpty(log.Entries);
        Assert.True(shown.Count > calls.Length + 4, "The activities were not seen.");
        Assert.All(shown, text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.Contains(Secret, endpoint.Requests[0].Credentials.Single(), StringComparison.Ordinal);
        Assert.Equal($"user-{Secret}:pw-{Secret}", client.Host.UserInfo);
    }

    [Theory]
    [InlineData("ftp://user:s3cr3t@h")]
    [InlineData("https://user:s3cr3t@h:99999")]
    public void An_address_that_is_refused_is_quoted_without_its_password(string host)
    {
        var error = Assert.Throws<ArgumentException>(() => new DominoClient(new DominoClientOptions { Host = host, ApiKey = "k" }));
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_user_info_of_an_address_is_not_sent()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""));
        using var client = endpoint.Connect(options => options.Host = $"http://user:pw@localhost:{endpoint.Port}");
        await client.GetVersionAsync(Ct);
        var request = Assert.Single(endpoint.Requests);
        Assert.Equal(("/version", $"localhost:{endpoint.Port}"), (request.Target, request.Header("Host")));
        Assert.Equal(["X-Domino-Api-Key: the-key"], request.Credentials);
    }
}
