using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace DominoDataLab.LocalServer.Execution.Local;

/// <summary>Learns how child processes ended that <see cref="NativeSpawn"/> started, and whether a signal ended them.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class ChildReaper
{
    private const int NoHang = 1;
    private static readonly ConcurrentDictionary<int, TaskCompletionSource<(int Code, int? Signal)>> Children = new();

    // Lives as long as the process: a signal can come at any time.
    private static readonly PosixSignalRegistration ChildEnded = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => ReapAll());

    /// <summary>Completes when a child has ended.</summary>
    public static Task<(int Code, int? Signal)> WatchAsync(int processId)
    {
        GC.KeepAlive(ChildEnded);
        var ended = Children.GetOrAdd(
            processId,
            static _ => new TaskCompletionSource<(int, int?)>(TaskCreationOptions.RunContinuationsAsynchronously)
        );

        // The child may have ended before anybody watched.
        Reap(processId, ended);
        return ended.Task;
    }

    private static void ReapAll()
    {
        foreach (var (processId, ended) in Children)
        {
            Reap(processId, ended);
        }
    }

    private static void Reap(int processId, TaskCompletionSource<(int Code, int? Signal)> ended)
    {
        lock (ended)
        {
            if (ended.Task.IsCompleted)
            {
                return;
            }

            int status;
            var found = WaitPid(processId, &status, NoHang);
            if (found == 0)
            {
                return;
            }

            // If the child is gone, other code has waited for it, and its exit status is lost.
            var signal = found < 0 ? 0 : status & 0x7f;
            Children.TryRemove(processId, out _);
            ended.SetResult(
                found < 0 ? (-1, null)
                : signal == 0 ? ((status >> 8) & 0xff, null)
                : (128 + signal, signal)
            );
        }
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int processId, int* status, int options);
}
