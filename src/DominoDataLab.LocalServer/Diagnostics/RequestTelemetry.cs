using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Diagnostics;

/// <summary>Traces and measures each request.</summary>
internal static class RequestTelemetry
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        using var activity = Telemetry.Activities.StartActivity(context.Request.Method, ActivityKind.Server);
        if (activity is null && !Telemetry.ObservesRequests)
        {
            await next(context);
            return;
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            if (activity is not null)
            {
                activity.DisplayName = $"{context.Request.Method} {route}";
                activity.SetTag("http.request.method", context.Request.Method);
                activity.SetTag("http.route", route);
                activity.SetTag("http.response.status_code", context.Response.StatusCode);
            }

            Telemetry.RequestEnded(Stopwatch.GetElapsedTime(started), context.Request.Method, route, context.Response.StatusCode);
        }
    }
}
