using System.Text.Json;

namespace DominoDataLab.Client.Files;

/// <summary>A folder on this machine that was synced with a project.</summary>
/// <param name="Path">The full path of the folder, the root of the project's files.</param>
/// <param name="ProjectId">The ID of the project.</param>
public sealed record SyncedFolder(string Path, string ProjectId)
{
    /// <summary>Finds the synced folder that a path is in: the folder itself, or the nearest folder above it.</summary>
    /// <param name="path">A folder. It does not need to exist.</param>
    /// <returns>The synced folder, or null if neither the folder nor one above it was synced by this user at its present
    /// path.</returns>
    /// <exception cref="IOException">The state of the last sync cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read the state of the last sync.</exception>
    public static SyncedFolder? Find(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        for (var folder = System.IO.Path.GetFullPath(path); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (ProjectIn(folder) is { } projectId)
            {
                return new(System.IO.Path.TrimEndingDirectorySeparator(folder), projectId);
            }
        }

        return null;
    }

    private static string? ProjectIn(string folder)
    {
        try
        {
            return SyncState.Find(folder)?.ProjectId;
        }
        catch (JsonException)
        {
            // A damaged state is reported by the sync itself.
            return null;
        }
    }
}
