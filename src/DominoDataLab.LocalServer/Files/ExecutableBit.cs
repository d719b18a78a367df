using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Decides which files of a job can be run: those that git marks, and scripts, which an upload cannot mark.</summary>
internal static class ExecutableBit
{
    /// <summary>Checks whether a file gets the bit when it is checked out.</summary>
    public static bool IsSet(Mode mode, ReadOnlySpan<byte> start) => mode == Mode.ExecutableFile || start.StartsWith("#!"u8);

    /// <summary>Gets a file's mode for git. A script that was made executable by the checkout has not changed.</summary>
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

    private static bool StartsAsScript(Stream content) => content.ReadByte() == '#' && content.ReadByte() == '!';
}
