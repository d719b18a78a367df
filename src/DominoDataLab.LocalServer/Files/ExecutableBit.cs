using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Which files of a job can be run: those that git says, and scripts, which an upload can't mark.</summary>
internal static class ExecutableBit
{
    public static void Set(string file, Mode mode)
    {
        if (!OperatingSystem.IsWindows() && (mode == Mode.ExecutableFile || IsScript(file)))
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A file's mode for git; scripts were made executable when they were checked out, which is no change.</summary>
    public static Mode Of(string file, Stream content, Mode? known)
    {
        if (OperatingSystem.IsWindows())
        {
            return known ?? Mode.NonExecutableFile;
        }

        var executable = (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;
        return known == Mode.NonExecutableFile && executable && StartsAsScript(content) ? Mode.NonExecutableFile
            : executable ? Mode.ExecutableFile
            : Mode.NonExecutableFile;
    }

    private static bool IsScript(string file)
    {
        using var stream = File.OpenRead(file);
        return StartsAsScript(stream);
    }

    private static bool StartsAsScript(Stream content) => content.ReadByte() == '#' && content.ReadByte() == '!';
}
