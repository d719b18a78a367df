using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer;

/// <summary>Makes requests fail on purpose, for tests of programs that must cope. Usable only if switched on at the start.</summary>
/// <remarks>
/// Programs in other languages use <c>POST /local/faults</c> with the parameters of <see cref="FailNext"/> in a JSON object
/// (<c>route</c>, <c>count</c>, <c>status</c>, <c>delayMs</c>, <c>retryAfterSeconds</c>, <c>cutConnection</c>, <c>cutAfterBytes</c>,
/// <c>loseReply</c>) and <c>DELETE /local/faults</c>; both answer 204. They need the key of an administrator.
/// </remarks>
public sealed class Faults
{
    private readonly TimeProvider _time;
    private readonly Lock _turn = new();
    private readonly List<Fault> _faults = [];

    internal Faults(TimeProvider time) => _time = time;

    /// <summary>Lets the next requests of a route fail. Several faults of one route come in the order they were asked for.</summary>
    /// <param name="route">The verb and how the path begins, such as <c>GET /v4/jobs</c>.</param>
    /// <param name="count">How many requests; at least 1.</param>
    /// <param name="status">The status they are answered with; 0: they are served after the delay.</param>
    /// <param name="delay">The delay before each request, by the server's clock. If null, requests are not delayed.</param>
    /// <param name="retryAfter">The reply's <c>Retry-After</c>, in whole seconds. If null, the reply does not have the header.</param>
    /// <param name="cutConnection">true to close the connection instead of serving the request; otherwise, false.</param>
    /// <param name="cutAfterBytes">The request is served, and the connection cut after so many bytes of the reply's body. A shorter body
    /// is sent whole. If null, the reply is complete.</param>
    /// <param name="loseReply">true to serve the request and then close the connection without sending the reply; otherwise, false.</param>
    /// <exception cref="ArgumentException">The route is empty, or a number is out of its range.</exception>
    public void FailNext(
        string route,
        int count = 1,
        int status = 503,
        TimeSpan? delay = null,
        TimeSpan? retryAfter = null,
        bool cutConnection = false,
        long? cutAfterBytes = null,
        bool loseReply = false
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(route);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay ?? TimeSpan.Zero, TimeSpan.Zero, nameof(delay));
        ArgumentOutOfRangeException.ThrowIfLessThan(retryAfter ?? TimeSpan.Zero, TimeSpan.Zero, nameof(retryAfter));
        ArgumentOutOfRangeException.ThrowIfNegative(cutAfterBytes ?? 0, nameof(cutAfterBytes));
        if (status != 0 && status is < 200 or > 599)
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "A status is 200 to 599, or 0.");
        }

        lock (_turn)
        {
            _faults.Add(
                new Fault(route, status, delay ?? TimeSpan.Zero, retryAfter, cutConnection, cutAfterBytes, loseReply) { Left = count }
            );
        }
    }

    /// <summary>Lets every request be served again.</summary>
    public void Clear()
    {
        lock (_turn)
        {
            _faults.Clear();
        }
    }

    internal void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/local/faults", FromRequestAsync);
        app.MapDelete(
            "/local/faults",
            context =>
            {
                context.RequireAdministrator();
                Clear();
                context.Response.StatusCode = 204;
                return Task.CompletedTask;
            }
        );
    }

    internal async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Take($"{context.Request.Method} {context.Request.Path}") is not { } fault || await fault.LetThroughAsync(context, _time))
        {
            await next(context);
        }
    }

    private Fault? Take(string request)
    {
        lock (_turn)
        {
            var fault = _faults.Find(candidate => request.StartsWith(candidate.Route, StringComparison.Ordinal));
            if (fault is not null && --fault.Left <= 0)
            {
                _faults.Remove(fault);
            }

            return fault;
        }
    }

    private async Task FromRequestAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var body = await context.JsonBodyAsync();
        try
        {
            FailNext(
                body.RequiredText("route"),
                (int)(Number(body, "count") ?? 1),
                (int)(Number(body, "status") ?? 503),
                Number(body, "delayMs") is { } delay ? TimeSpan.FromMilliseconds(delay) : null,
                Number(body, "retryAfterSeconds") is { } wait ? TimeSpan.FromSeconds(wait) : null,
                body.Flag("cutConnection") ?? false,
                Number(body, "cutAfterBytes"),
                body.Flag("loseReply") ?? false
            );
        }
        catch (ArgumentException e)
        {
            throw DomainException.Invalid(e.Message);
        }

        context.Response.StatusCode = 204;
    }

    private static long? Number(JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<long>(out var number) && Math.Abs(number) <= int.MaxValue => number,
            _ => throw DomainException.Invalid($"'{name}' must be a whole number."),
        };
}
