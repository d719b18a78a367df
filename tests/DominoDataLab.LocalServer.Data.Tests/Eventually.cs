namespace DominoDataLab.LocalServer.Data.Tests;

/// <summary>Waits for something that other threads or processes bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until a condition holds, and fails with what was waited for if it never does.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!await holds())
        {
            try
            {
                await Task.Delay(Interval, limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"Waited {Limit.TotalSeconds:0} s for {what}.");
            }
        }
    }
}
