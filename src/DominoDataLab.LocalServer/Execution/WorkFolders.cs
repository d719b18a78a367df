using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Removes what jobs worked in.</summary>
internal static class WorkFolders
{
    public static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DeleteLocked(folder);
        }
    }

    /// <summary>A job may have taken its own rights to a folder away.</summary>
    private static void DeleteLocked(string folder)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                FolderRights.Unlock(folder);
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left is tried again at the next start; the job's result does not depend on it.
        }
    }
}
