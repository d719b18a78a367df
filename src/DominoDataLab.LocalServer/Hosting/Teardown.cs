using System.Runtime.ExceptionServices;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Ends parts one after another. A part that fails does not keep the others from their end.</summary>
internal sealed class Teardown
{
    private readonly List<Exception> _failures = [];

    public async Task RunAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e)
        {
            _failures.Add(e);
        }
    }

    /// <summary>Throws what failed, after everything has ended.</summary>
    public void ThrowIfFailed()
    {
        if (_failures is [var only])
        {
            ExceptionDispatchInfo.Throw(only);
        }

        if (_failures.Count > 1)
        {
            throw new AggregateException(_failures);
        }
    }
}
