using System.Diagnostics;

namespace DominoDataLab.LocalServer.Files.Packing;

/// <summary>Rests as long as it has worked, so that packing takes half a core at most and stops when the server does.</summary>
internal sealed class PackThrottle(CancellationToken cancellationToken)
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromMilliseconds(100);
    private long _since = Stopwatch.GetTimestamp();

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>Rests if it is time to.</summary>
    /// <returns>false if the work must end.</returns>
    public bool Rest()
    {
        var worked = Stopwatch.GetElapsedTime(_since);
        if (worked >= LongestWork)
        {
            // libgit2 asks for this in the middle of its work, on a thread that does nothing else.
            cancellationToken.WaitHandle.WaitOne(worked);
            _since = Stopwatch.GetTimestamp();
        }

        return !cancellationToken.IsCancellationRequested;
    }
}
