using DominoDataLab.Data.Tests.Server;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.Data.Tests.Recordings;

/// <summary>The requests that the Python package sent are sent here for the same calls, header by header.</summary>
public sealed class RecordingTests : DataTest
{
    public static TheoryData<string> Scenarios() =>
        Recording.HttpNames is { Count: > 0 } names
            ? [.. names.Where(name => !Differences.NotRepeated.ContainsKey(name))]
            : ["the shared recordings"];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_recorded_requests_are_sent(string scenario)
    {
        var (exchanges, sent) = await PlayAsync(scenario);
        var expected = exchanges.Select(exchange => exchange.Compared()).ToList();
        var missing = Without(expected, sent);
        var extra = Without(sent, expected);
        var allowed = Differences.Allowed.Where(difference => difference.Scenario == scenario).ToList();
        bool IsAllowed(string request) => allowed.Exists(difference => request.Contains(difference.Fragment, StringComparison.Ordinal));
        var unexpected = missing
            .Select(each => "missing: " + each)
            .Concat(extra.Select(each => "extra: " + each))
            .Where(each => !IsAllowed(each));
        var report = string.Join("\n", unexpected);
        Assert.True(report.Length == 0, report);

        // A difference that no longer occurs must be removed from the list.
        Assert.All(
            allowed,
            difference => Assert.Contains(missing.Concat(extra), each => each.Contains(difference.Fragment, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Every_difference_names_a_scenario_and_has_a_reason()
    {
        SharedData.Require("recorded-domino-data-6.7.4.json");
        Assert.All(
            Differences.NotRepeated.Values.Concat(Differences.Allowed.Select(difference => difference.Reason)),
            reason => Assert.EndsWith(".", reason, StringComparison.Ordinal)
        );
        Assert.Empty(
            Differences.NotRepeated.Keys.Concat(Differences.Allowed.Select(difference => difference.Scenario)).Except(Recording.HttpNames)
        );
    }

    private static List<string> Without(IEnumerable<string> requests, IEnumerable<string> others)
    {
        var left = requests.ToList();
        foreach (var other in others)
        {
            left.Remove(other);
        }

        return left;
    }

    private async Task<(List<RecordedExchange> Exchanges, List<string> Sent)> PlayAsync(string scenario)
    {
        var recording = Recording.Get(scenario);
        var port = new Uri(Server.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string Fill(string text) =>
            text.Replace("{http}", port, StringComparison.Ordinal)
                .Replace("{refused}", "1", StringComparison.Ordinal)
                .Replace("{tmp}", Folder, StringComparison.Ordinal);
        var exchanges = recording
            .Exchanges.Where(RecordedExchange.IsHttp)
            .Select(exchange => RecordedExchange.Read(exchange, Fill))
            .ToList();
        var left = new List<RecordedExchange>(exchanges);
        Server.Script.On(_ => true, (context, request) => AnswerAsync(context, request, left));
        if (TokenOf(exchanges) is { } token)
        {
            FileOf(token);
        }

        var options = Options(recording, exchanges, Fill);
        WriteAwsFile(exchanges, options.AwsCredentialsFile!);
        using var client = new DominoDataClient(options);
        var calls = new RecordedCalls(client, exchanges, Folder, Stop);
        await calls.RunAsync();
        var sent = Server.Script.Requests.Where(request => !calls.Extra.Contains(request.Path));
        return (exchanges, [.. sent.Select(RecordedExchange.Compared)]);
    }

    // The recording does not show the token file's content, but who sends it does.
    private static string? TokenOf(List<RecordedExchange> exchanges) =>
        exchanges
            .Select(exchange =>
                exchange.Headers.GetValueOrDefault("Authorization")?["Bearer ".Length..]
                ?? exchange.Headers.GetValueOrDefault("X-Domino-Jwt")
            )
            .FirstOrDefault(token => token is not null);

    // Nor does it show the AWS credentials file, but what is sent of it.
    private void WriteAwsFile(List<RecordedExchange> exchanges, string path)
    {
        var sent = exchanges
            .Where(exchange => exchange.Path.StartsWith("/objectstore/", StringComparison.Ordinal) && exchange.Body is not null)
            .Select(exchange => exchange.Json.GetProperty("credentialOverwrites"))
            .FirstOrDefault(credentials => credentials.TryGetProperty("sessionToken", out _));
        if (sent.ValueKind == System.Text.Json.JsonValueKind.Object && path.StartsWith(Folder, StringComparison.Ordinal))
        {
            File.WriteAllText(
                path,
                $"[default]\naws_access_key_id={sent.GetProperty("accessKeyID")}\n"
                    + $"aws_secret_access_key={sent.GetProperty("secretAccessKey")}\n"
                    + $"aws_session_token={sent.GetProperty("sessionToken")}\n"
            );
        }
    }

    private static DominoDataClientOptions Options(Recording recording, List<RecordedExchange> exchanges, Func<string, string> fill)
    {
        var environment = recording.Environment;
        var options = new DominoDataClientOptions(name => environment.GetValueOrDefault(name) is { } value ? fill(value) : null);
        if (!environment.ContainsKey("DOMINO_CLIENT_SOURCE"))
        {
            options.ClientSource = "Python";
        }

        // A constructor argument, which the environment does not show.
        if (
            options.TokenFile is null
            && options.TokenService is null
            && exchanges.Exists(exchange => exchange.Headers.ContainsKey("Authorization"))
        )
        {
            options.Token = "token-1";
        }

        return options;
    }

    private static async Task AnswerAsync(HttpContext context, SeenRequest request, List<RecordedExchange> left)
    {
        RecordedExchange? match;
        lock (left)
        {
            match = left.Find(exchange =>
                exchange.Method == request.Method
                && exchange.Target == request.Target
                && exchange.Headers.GetValueOrDefault("Range") == request["Range"]
            );
            left.Remove(match!);
        }

        // Tokens are asked for once more where Python makes several requests with one, and goes without where a query was.
        if (match is null && request.Path == "/access-token")
        {
            await context.Response.WriteAsync("token-1");
            return;
        }

        if (match is null && request.Method == "GET" && Recording.LookUpOf(request.Path.Split('/')[^1]) is { } lookUp)
        {
            await context.Response.WriteAsync(lookUp);
            return;
        }

        if (match is null)
        {
            context.Response.StatusCode = StatusCodes.Status501NotImplemented;
            return;
        }

        if (match.Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = match.Status;
        foreach (var (name, value) in match.AnswerHeaders)
        {
            context.Response.Headers[name] = value;
        }

        if (request.Method != "HEAD" && match.Answer.Length > 0)
        {
            await context.Response.Body.WriteAsync(match.Answer);
        }
    }
}
