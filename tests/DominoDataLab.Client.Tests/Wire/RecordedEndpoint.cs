using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Wire;

/// <summary>A request as it came over the wire; the target is as it was sent, escapes and all.</summary>
public sealed record RecordedRequest(string Method, string Target, byte[] Body, IHeaderDictionary Headers)
{
    public string Path => Target.Split('?')[0];

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>A value of the query, unescaped; null if it is not there.</summary>
    public string? Query(string name) =>
        Target.Split('?', 2) is [_, var query]
            ? query.Split('&').Select(pair => pair.Split('=', 2)).Where(pair => pair[0] == name).Select(pair => Uri.UnescapeDataString(pair[1])).FirstOrDefault()
            : null;

    public override string ToString() => $"{Method} {Target}";
}

public sealed record RecordedReply(int Status, string Json)
{
    /// <summary>Whether the body is sent compressed, and said to be.</summary>
    public bool Gzip { get; init; }
}

/// <summary>A server that answers as it is told and keeps every request: for what the local server cannot show.</summary>
public sealed class RecordedEndpoint : IAsyncDisposable
{
    /// <summary>The project's id that the ready answers speak of.</summary>
    public const string ProjectId = "5f0000000000000000000001";

    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, Func<RecordedRequest, RecordedReply>> _answers = new();
    private WebApplication? _app;

    private RecordedEndpoint()
    {
        Answer("GET /version", """{"version":"6.0.0"}""");
        Answer("GET /v4/gateway/projects/findProjectByOwnerAndName", $$"""{"id":"{{ProjectId}}","name":"p","owner":{"userName":"ada"} }""");
        Answer($"GET /v4/projects/{ProjectId}/hardwareTiers", """[{"hardwareTier":{"id":"small-k8s","name":"Small"}},{"hardwareTier":{"id":"large-k8s","name":"Large"}}]""");
        Answer($"GET /v4/projects/{ProjectId}/useableEnvironments", """{"environments":[{"id":"e00000000000000000000001","name":"Spark 3"}]}""");
        Answer("POST /v4/jobs/start", Job("Queued"));
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    private Uri Address => new(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<RecordedEndpoint> StartAsync()
    {
        var endpoint = new RecordedEndpoint();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        endpoint._app = builder.Build();
        endpoint._app.Run(endpoint.ServeAsync);
        await endpoint._app.StartAsync(Ct);
        return endpoint;
    }

    /// <summary>A job's JSON with what every reply has.</summary>
    public static string Job(string status, bool isCompleted = false, string more = "") =>
        $$"""{"id":"a00000000000000000000001","number":1,"statuses":{"executionStatus":"{{status}}","isCompleted":{{(isCompleted ? "true" : "false")}}}{{more}}}""";

    /// <summary>Answers a verb and path (without query) from now on.</summary>
    public void Answer(string request, Func<RecordedRequest, RecordedReply> reply) => _answers[request] = reply;

    public void Answer(string request, string json, int status = 200) => Answer(request, _ => new RecordedReply(status, json));

    /// <summary>Answers with one reply after the other, and goes on with the last.</summary>
    public void AnswerInTurn(string request, params RecordedReply[] replies)
    {
        var next = -1;
        Answer(request, _ => replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)]);
    }

    public DominoClient Connect(TimeProvider? time = null, ILoggerFactory? loggers = null) =>
        new(new DominoClientOptions { Host = Address.AbsoluteUri, ApiKey = "k", MaxRetries = 0, TimeProvider = time ?? TimeProvider.System }, loggerFactory: loggers);

    public int Count(string request) => Requests.Count(each => $"{each.Method} {each.Path}" == request);

    /// <summary>The only request of that verb and path.</summary>
    public RecordedRequest Only(string request) => Assert.Single(Requests, each => $"{each.Method} {each.Path}" == request);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new RecordedRequest(context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, body.ToArray(), new HeaderDictionary(context.Request.Headers.ToDictionary()));
        _requests.Enqueue(request);
        var reply = _answers.TryGetValue($"{request.Method} {request.Path}", out var answer) ? answer(request) : new RecordedReply(404, """{"message":"not told how to answer"}""");
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        if (reply.Status == StatusCodes.Status204NoContent)
        {
            return;
        }

        if (!reply.Gzip)
        {
            await context.Response.WriteAsync(reply.Json, context.RequestAborted);
            return;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await using var compressed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await compressed.WriteAsync(Encoding.UTF8.GetBytes(reply.Json), context.RequestAborted);
    }
}
