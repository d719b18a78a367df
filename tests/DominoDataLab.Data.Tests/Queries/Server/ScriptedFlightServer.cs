using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data.Tests.Queries.Server;

/// <summary>
/// A gRPC server that answers <c>DoGet</c> as a script says, with the routes beside it that a query needs: looking up a data source and
/// getting a token. It shares no code with the product: the calls are plain HTTP/2 requests, so a script can do what no library would.
/// </summary>
public sealed class ScriptedFlightServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _tokens;

    private ScriptedFlightServer(WebApplication app)
    {
        _app = app;
        Token = () => $"token-{Interlocked.Increment(ref _tokens)}";
    }

    public ConcurrentQueue<FlightCall> Calls { get; } = new();

    /// <summary>The Flight location, for a server without a socket or TLS.</summary>
    public string Location => $"grpc://127.0.0.1:{FlightPort}";

    public int FlightPort => Port("DoGet");

    /// <summary>The address of the routes beside Flight.</summary>
    public string Http => $"http://127.0.0.1:{Port("http")}";

    /// <summary>The answer to each look-up.</summary>
    public string DataSource { get; set; } =
        """{"id": "6700dd000000000000000001", "name": "pg-basic", "dataSourceType": "PostgreSQLConfig", "authType":"""
        + """ "Basic", "config": {}}""";

    /// <summary>Makes the token service's next token: token-1, token-2, and so on, unless a test has others.</summary>
    public Func<string> Token { get; set; }

    private ConcurrentDictionary<string, int> Ports { get; } = new();

    /// <summary>Starts a server whose script sees the call and its number, from 0.</summary>
    public static async Task<ScriptedFlightServer> StartAsync(
        Func<FlightCall, int, Task> script,
        X509Certificate2? certificate = null,
        string? socketPath = null,
        HttpProtocols protocols = HttpProtocols.Http2
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
            if (socketPath is not null)
            {
                kestrel.ListenUnixSocket(socketPath, listen => Configure(listen, protocols, certificate));
            }
            else
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen => Configure(listen, protocols, certificate));
            }
        });
        var app = builder.Build();
        var server = new ScriptedFlightServer(app);
        app.MapPost("/arrow.flight.protocol.FlightService/DoGet", context => server.AnswerAsync(context, script));
        app.MapGet("/v4/datasource/name/{name}", () => Results.Text(server.DataSource, "application/json"));
        app.MapGet("/access-token", () => Results.Text(server.Token()));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var ports = app.Urls.Where(url => !url.Contains("unix:", StringComparison.Ordinal)).Select(url => new Uri(url).Port).ToList();
        server.Ports["http"] = ports[0];
        server.Ports["DoGet"] = ports[^1];
        return server;
    }

    /// <summary>Starts a server that answers every call with the same messages.</summary>
    public static Task<ScriptedFlightServer> StartAsync(IEnumerable<IpcMessage> messages) =>
        StartAsync((call, _) => call.SendAsync(messages));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private int Port(string listener) => Ports[listener];

    private static void Configure(ListenOptions listen, HttpProtocols protocols, X509Certificate2? certificate)
    {
        listen.Protocols = protocols;
        // The connection's own abort is hidden behind HTTP/2; a script that cuts needs it.
        listen.Use(next =>
            connection =>
            {
                connection.Features.Set(new TcpConnection(connection.Features.Get<IConnectionLifetimeFeature>()!));
                return next(connection);
            }
        );
        if (certificate is not null)
        {
            listen.UseHttps(certificate);
        }
    }

    private async Task AnswerAsync(HttpContext context, Func<FlightCall, int, Task> script)
    {
        context.Response.ContentType = "application/grpc";
        var call = new FlightCall(context, await ReadTicketAsync(context));
        Calls.Enqueue(call);
        try
        {
            await script(call, Calls.Count - 1);
            if (!call.IsEnded)
            {
                await call.EndAsync(StatusCode.OK);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, which is what some tests are about.
        }
    }

    // gRPC frame: compressed flag, length, then Ticket { bytes ticket = 1; }.
    private static async Task<byte[]> ReadTicketAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = body.ToArray().AsSpan(5);
        var (length, shift, position) = (0, 0, 1);
        byte part;
        do
        {
            part = message[position++];
            length |= (part & 0x7F) << shift;
            shift += 7;
        } while (part >= 0x80);
        Assert.Equal(0x0A, message[0]);
        Assert.Equal(message.Length - position, length);
        return message[position..].ToArray();
    }
}

/// <summary>The TCP connection below HTTP/2 and TLS.</summary>
public sealed record TcpConnection(IConnectionLifetimeFeature Lifetime);
