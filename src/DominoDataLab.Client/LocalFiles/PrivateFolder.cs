namespace DominoDataLab.Client.LocalFiles;

/// <summary>Creates folders that only the user can read.</summary>
internal static class PrivateFolder
{
    /// <summary>Creates the folder, and those above it, if they do not exist.</summary>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create the folder.</exception>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
