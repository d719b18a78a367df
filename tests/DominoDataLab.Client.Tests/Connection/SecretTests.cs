using System.Diagnostics;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>Neither a credential nor the user info of an address is ever shown.</summary>
public sealed class SecretTests
{
    private const string Secret = "s3cr3t";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
