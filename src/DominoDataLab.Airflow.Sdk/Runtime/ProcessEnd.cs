using System.Runtime.InteropServices;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>Exits the process.</summary>
internal static partial class ProcessEnd
{
    private static readonly TimeSpan HandlerLimit = TimeSpan.FromSeconds(1);

    /// <summary>Exits the process, even if the task left threads behind or one of its handlers hangs.</summary>
    public static void Exit(int code)
    {
        new Thread(() =>
        {
            Thread.Sleep(HandlerLimit);
            Now(code);
        })
        {
            IsBackground = true,
        }.Start();

        // The last handler: one of the task's must not change the exit code, or Airflow forgets how the task ended.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Now(code);
        Environment.Exit(code);
    }

    /// <summary>Exits the process without running any handlers.</summary>
    public static void Now(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(code);
        }

        ExitNow(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
