namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>Finds programs on the machine.</summary>
internal static class Programs
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Finds a program on a path, by default the server's own, and returns its absolute path, or null if it was not found.
    /// </summary>
    public static string? Find(string program, string? path = null)
    {
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        return (path ?? Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(place => endings.Select(ending => Path.Combine(place, program + ending)))
            .FirstOrDefault(file => File.Exists(file) && IsExecutable(file));
    }

    public static bool IsExecutable(string file) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Executable) != 0;
}
