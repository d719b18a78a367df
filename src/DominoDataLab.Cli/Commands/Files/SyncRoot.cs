using DominoDataLab.Client.Files;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary>Finds the folder and the project of a sync. In a subfolder of a synced folder, the synced folder is meant, as in git.</summary>
internal static class SyncRoot
{
    public static async Task<(ProjectClient Project, string Folder)> FindAsync(CommandContext context)
    {
        var given = context.Get(SharedOptions.LocalFolder);
        if (File.Exists(given))
        {
            throw new ArgumentException($"'{given}' is a file. Name a folder.");
        }

        var synced = SyncedFolder.Find(given);
        var project = context.ProjectOf(synced);
        if (synced is null || synced.Path == Path.TrimEndingDirectorySeparator(Path.GetFullPath(given)))
        {
            return (project, given);
        }

        // Another project may have its own folder inside of a synced one.
        var isSame = context.ProjectOption is null || await project.GetIdAsync(context.CancellationToken) == synced.ProjectId;
        return (project, isSame ? synced.Path : given);
    }
}
