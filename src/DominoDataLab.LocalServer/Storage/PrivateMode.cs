namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// Keeps other accounts of the machine away from the server's data. On Windows the access control lists of the folder decide.
/// </summary>
internal static class PrivateMode
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadWriteEnter = ReadWrite | UnixFileMode.UserExecute;

    /// <summary>Creates a folder that only its owner can enter, or makes an existing one so.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to another account.</exception>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, ReadWriteEnter);
        if (File.GetUnixFileMode(folder) != ReadWriteEnter)
        {
            File.SetUnixFileMode(folder, ReadWriteEnter);
        }
    }

    /// <summary>Creates an empty file that only its owner can read, or makes an existing one so.</summary>
    /// <exception cref="UnauthorizedAccessException">The file belongs to another account.</exception>
    public static void CreateFile(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        new FileStream(
            file,
            new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = ReadWrite,
            }
        ).Dispose();
        if (File.GetUnixFileMode(file) != ReadWrite)
        {
            File.SetUnixFileMode(file, ReadWrite);
        }
    }
}
