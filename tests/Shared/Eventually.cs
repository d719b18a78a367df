global using DominoDataLab.Tests;

namespace DominoDataLab.Tests;

/// <summary>Waits for something that other threads or processes do, with a limit and a message.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until a condition holds. The test fails if it does not hold within two minutes.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="what">The expected event, such as "the folder to be removed".</param>
    public static Task HoldsAsync(Func<bool> holds, string what) => HoldsAsync(() => Task.FromResult(holds()), what);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string)"/>
    public static Task HoldsAsync(Func<Task<bool>> holds, string what) => GetAsync(holds, static value => value, what);

    /// <summary>Polls until a value fits, and returns it. The test fails with the last value if none fits within two minutes.</summary>
    /// <param name="get">Gets the value.</param>
    /// <param name="fits">true if the value is the one that the test waits for.</param>
    /// <param name="what">The expected event.</param>
    public static async Task<T> GetAsync<T>(Func<Task<T>> get, Predicate<T> fits, string what)
    {
        var test = TestContext.Current.CancellationToken;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(test);
        limit.CancelAfter(Limit);
        while (true)
        {
            var value = await get();
            if (fits(value))
            {
                return value;
            }

            try
            {
                await Task.Delay(Interval, limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Waited for {what}. The last value was: {value}");
            }
        }
    }
}
