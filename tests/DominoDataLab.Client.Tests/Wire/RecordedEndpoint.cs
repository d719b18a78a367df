using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Wire;

/// <summary>A <see cref="RawEndpoint"/> that answers verb by verb and path by path, and knows what most tests need: a version, a project,
/// its tiers and environments.</summary>
internal sealed class RecordedEndpoint : IAsyncDisposable
{
    /// <summary>The project's id that the ready answers speak of.</summary>
    public const string ProjectId = "5f0000000000000000000001";

    private readonly ConcurrentDictionary<string, Func<RawRequest, RawReply>> _answers = new();
    private readonly RawEndpoint _server;

    public RecordedEndpoint()
    {
        _server = new RawEndpoint(Reply);
        Answer("GET /version", """{"version":"6.0.0"}""");
        Answer("GET /v4/gateway/projects/findProjectByOwnerAndName", $$"""{"id":"{{ProjectId}}","name":"p","owner":{"userName":"ada"} }""");
        Answer(
            $"GET /v4/projects/{ProjectId}/hardwareTiers",
            """[{"hardwareTier":{"id":"small-k8s","name":"Small"}},{"hardwareTier":{"id":"large-k8s","name":"Large"}}]"""
        );
        Answer(
            $"GET /v4/projects/{ProjectId}/useableEnvironments",
            """{"environments":[{"id":"e00000000000000000000001","name":"Spark 3"}]}"""
        );
        Answer("POST /v4/jobs/start", Job("Queued"));
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IReadOnlyList<RawRequest> Requests => _server.Requests;

    /// <summary>A job's JSON with what every reply has.</summary>
    public static string Job(string status, bool isCompleted = false, string more = "") =>
        $$"""{"id":"a00000000000000000000001","number":1,"statuses":{"executionStatus":"{{status}}","isCompleted":"""
        + $$"""{{(isCompleted ? "true" : "false")}}}{{more}}}""";

    /// <summary>Answers a verb and path from now on; with a query, only that query.</summary>
    public void Answer(string request, Func<RawRequest, RawReply> reply) => _answers[request] = reply;

    public void Answer(string request, string json, int status = 200) => Answer(request, _ => RawReply.Json(json, status));

    /// <summary>Answers with one reply after the other, and goes on with the last.</summary>
    public void AnswerInTurn(string request, params RawReply[] replies)
    {
        var next = -1;
        Answer(request, _ => replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)]);
    }

    public DominoClient Connect(TimeProvider? time = null, ILoggerFactory? loggers = null) =>
        new(
            new DominoClientOptions
            {
                Host = _server.Address,
                ApiKey = "k",
                MaxRetries = 0,
                TimeProvider = time ?? TimeProvider.System,
            },
            loggerFactory: loggers
        );

    public int Count(string request) => Requests.Count(each => $"{each.Method} {each.Path}" == request);

    /// <summary>The only request of that verb and path.</summary>
    public RawRequest Only(string request) => Assert.Single(Requests, each => $"{each.Method} {each.Path}" == request);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private RawReply Reply(RawRequest request) =>
        _answers.TryGetValue(request.ToString(), out var answer) || _answers.TryGetValue($"{request.Method} {request.Path}", out answer)
            ? answer(request)
            : RawReply.Json("""{"message":"not told how to answer"}""", 404);
}
