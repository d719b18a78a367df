using DominoDataLab.LocalServer.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>The steps that every request takes, in order, before its route.</summary>
internal static class RequestPipeline
{
    public static void Use(WebApplication app, IEnumerable<IServerFeature> features)
    {
        var services = app.Services;
        if (services.GetService<ExchangeRecorder>() is { } recorder)
        {
            app.Use(recorder.RecordAsync);
        }

        app.Use(RequestTelemetry.InvokeAsync);
        app.Use(services.GetRequiredService<ErrorReplies>().InvokeAsync);
        app.Use(services.GetRequiredService<ReadyGate>().InvokeAsync);
        var faults = services.GetService<Faults>();
        if (faults is not null)
        {
            app.Use(faults.InvokeAsync);
        }

        app.Use(services.GetRequiredService<RequestGuard>().InvokeAsync);
        app.UseRouting();
        foreach (var endpoints in services.GetServices<IEndpointGroup>())
        {
            endpoints.Map(app);
        }

        foreach (var feature in features)
        {
            feature.Map(app);
        }

        faults?.Map(app);
        app.MapFallback("{**path}", NotServedAsync);
    }

    private static Task NotServedAsync(HttpContext context)
    {
        var path = context.Request.Path;
        return DominoRoutes.Has(context.Request.Method, path)
            ? Reply.ErrorAsync(context, 501, $"This local server does not serve {context.Request.Method} {path} yet.")
            : Reply.ErrorAsync(context, 404, $"There is nothing at {context.Request.Method} {path}.");
    }
}
