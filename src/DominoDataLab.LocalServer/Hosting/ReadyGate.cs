using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Holds requests back until every feature has started, so that none sees the state of an earlier server.</summary>
internal sealed class ReadyGate
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;

    /// <summary>true if requests are served; otherwise, false.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully && !_isStopping;

    public void Open() => _ready.TrySetResult();

    public void Close() => _isStopping = true;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // A request that asks whether the server is ready is answered at once.
        if (!_ready.Task.IsCompleted && context.Request.Path != "/health")
        {
            await _ready.Task.WaitAsync(context.RequestAborted);
        }

        await next(context);
    }
}
