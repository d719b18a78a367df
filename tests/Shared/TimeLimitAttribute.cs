using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: DominoDataLab.Tests.TimeLimit]

namespace DominoDataLab.Tests;

/// <summary>
/// Gives every test of the assembly a time limit. A test that exceeds it is canceled and fails under its name. If it does not react to the
/// cancellation, the process ends with that name, so that a run never hangs without saying where.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, Timer> Timers = new();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        var context = TestContext.Current;
        var isCanceled = false;
        Timers[test.UniqueID] = new Timer(
            _ =>
            {
                if (isCanceled)
                {
                    Environment.FailFast($"The test '{test.TestDisplayName}' hangs. It did not end within {Grace} after it was canceled.");
                }

                isCanceled = true;
                context.CancelCurrentTest();
            },
            null,
            Limit,
            Grace
        );
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Timers.TryRemove(test.UniqueID, out var timer))
        {
            timer.Dispose();
        }
    }
}
