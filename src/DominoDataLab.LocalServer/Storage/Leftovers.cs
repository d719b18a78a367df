using DominoDataLab.LocalServer.Datasets;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>Removes what a server that was killed had half made: uploads that never became a commit, files of projects and datasets that never came to be.</summary>
internal static class Leftovers
{
    public static void Remove(ServerFolders folders, Database database)
    {
        foreach (var file in Directory.EnumerateFiles(folders.Incoming))
        {
            File.Delete(file);
        }

        // Only what was being made: of a database from a backup, other folders may be all that is left of newer datasets.
        foreach (var half in Directory.EnumerateDirectories(folders.Datasets, "*" + DatasetFolders.MakingSuffix))
        {
            DatasetFolders.Remove(half);
        }

        var known = database
            .List("SELECT id FROM projects", static (SqliteDataReader row) => row.GetString(0))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var repository in Directory.EnumerateDirectories(folders.Repositories))
        {
            if (!known.Contains(Path.GetFileNameWithoutExtension(repository)))
            {
                Directory.Delete(repository, recursive: true);
                continue;
            }

            // Whole objects lie one folder deeper; what lies here was being written.
            foreach (var file in Directory.EnumerateFiles(Path.Combine(repository, "objects")))
            {
                File.Delete(file);
            }

            // Git locks a branch while it moves it, and the folder is this server's alone: who had locked one is dead.
            foreach (
                var file in Directory
                    .EnumerateFiles(repository, "*.lock")
                    .Concat(Directory.EnumerateFiles(Path.Combine(repository, "refs"), "*.lock", SearchOption.AllDirectories))
            )
            {
                File.Delete(file);
            }
        }
    }
}
