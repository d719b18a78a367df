using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data.Tests.Server;

/// <summary>Answers a request that arrived.</summary>
internal delegate Task Answer(HttpContext context, SeenRequest request);

/// <summary>An HTTP server that notes every request and answers as a test says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenRequest> _requests = [];
    private readonly List<(Func<SeenRequest, bool> Matches, ConcurrentQueue<Answer> Once, Answer? Always)> _answers = [];

    private ScriptedServer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    public IReadOnlyList<SeenRequest> Requests => [.. _requests];

    public static async Task<ScriptedServer> StartAsync(Action<ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Listen(IPAddress.Loopback, 0, listen ?? (_ => { }));
            });
        var server = new ScriptedServer(builder.Build());
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        server.Address = server._app.Urls.Single();
        return server;
    }

    public IReadOnlyList<SeenRequest> To(string path) => [.. _requests.Where(request => request.Path == path)];

    /// <summary>Answers every request with this verb and path.</summary>
    public ScriptedServer On(string method, string path, Answer answer) =>
        On(request => request.Method == method && request.Path == path, answer);

    public ScriptedServer On(Func<SeenRequest, bool> matches, Answer answer)
    {
        _answers.Insert(0, (matches, [], answer));
        return this;
    }

    /// <summary>Answers the next requests with this verb and path, one after another; later ones are answered as before.</summary>
    public ScriptedServer Next(string method, string path, params Answer[] answers)
    {
        _answers.Insert(0, (request => request.Method == method && request.Path == path, new(answers), null));
        return this;
    }

    public static Answer Json(string body, int status = 200) => Text(body, status, "application/json");

    public static Answer Text(string body, int status = 200, string? type = null) =>
        async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            await context.Response.WriteAsync(body);
        };

    public static Answer Status(int status) =>
        (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

    /// <summary>Closes the connection without an answer.</summary>
    public static Answer Close() =>
        (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

    /// <summary>Answers only when the client has given up.</summary>
    public static Answer Never() => (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    public async ValueTask DisposeAsync()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(stop.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body);
        }
        catch (Exception e) when (e is IOException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            // The client broke off; what arrived is noted.
        }

        var request = new SeenRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            context.Connection.Id
        );
        _requests.Enqueue(request);
        foreach (var (matches, once, always) in _answers.ToArray())
        {
            if (matches(request) && (once.TryDequeue(out var next) ? next : always) is { } answer)
            {
                try
                {
                    await answer(context, request);
                }
                catch (OperationCanceledException)
                {
                    // The client has given up.
                }

                return;
            }
        }

        context.Response.StatusCode = StatusCodes.Status501NotImplemented;
        await context.Response.WriteAsync($"No answer is scripted for {request.Method} {request.Target}.");
    }
}
