using System.Runtime.InteropServices;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>Ends the process.</summary>
internal static partial class ProcessEnd
{
    private static readonly TimeSpan HandlerLimit = TimeSpan.FromSeconds(1);

    /// <summary>Ends the process, also when the task left threads behind or a handler of the task's hangs.</summary>
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

    /// <summary>Ends the process without running any handlers.</summary>
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
