using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Files.Packing;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// Removes what a server that was killed had half made: uploads that never became a commit, files of projects and datasets that never came
/// to be.
/// </summary>
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
            FolderRemoval.TryRemove(half);
        }

        var known = database
            .List("SELECT id FROM projects", static (SqliteDataReader row) => row.GetString(0))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var repository in Directory.EnumerateDirectories(folders.Repositories))
        {
            if (!known.Contains(Path.GetFileNameWithoutExtension(repository)))
            {
                FolderRemoval.TryRemove(repository);
                continue;
            }

            // Whole objects lie one folder deeper; what lies here was being written.
            foreach (var file in Directory.EnumerateFiles(Path.Combine(repository, "objects")))
            {
                File.Delete(file);
            }

            RemoveHalfPacks(repository);

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

    /// <summary>Removes packs that were being written, and halves of packs: a pack and its index are useless without each other.</summary>
    private static void RemoveHalfPacks(string repository)
    {
        FolderRemoval.TryRemove(Path.Combine(repository, RepositoryPacker.MakingFolder));
        var packs = Path.Combine(repository, "objects", "pack");
        if (!Directory.Exists(packs))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(packs, "pack-*"))
        {
            var other = Path.ChangeExtension(file, Path.GetExtension(file) == ".idx" ? ".pack" : ".idx");
            if (Path.GetExtension(file) is ".idx" or ".pack" && !File.Exists(other))
            {
                File.Delete(file);
            }
        }
    }
}
