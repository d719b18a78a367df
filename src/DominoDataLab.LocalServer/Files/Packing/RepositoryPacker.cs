using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Files.Packing;

/// <summary>
/// Keeps a repository small: puts its loose objects into packs, and small packs into larger ones. An object is removed only when another
/// copy is on the disk, so that neither a kill nor a reader or writer at the same time can lose one.
/// </summary>
/// <remarks>
/// Each pack has at least twice the objects of all smaller ones together. So a repository has few packs, and an object is packed again only
/// as often as the repository has doubled since.
/// </remarks>
/// <param name="repository">The folder of the repository.</param>
/// <param name="flush">Brings packs to the disk.</param>
/// <param name="turn">The lock of those who write to the repository.</param>
/// <param name="throttle">Limits the share of a core.</param>
internal sealed class RepositoryPacker(string repository, Flush flush, Lock turn, PackThrottle throttle)
{
    /// <summary>Larger files stay loose: a loose object is read in small parts, a packed one as a whole.</summary>
    public const long LargestFileBytes = 16 << 20;

    /// <summary>The folder of packs that are not complete yet. The next start of the server removes it.</summary>
    public const string MakingFolder = "packing";

    private const int ObjectsAtOnce = 50_000;

    // Merging packs takes as long as writing them, and merging large packs saves little space.
    private const int LargestMerge = 30_000;
    private const long LargestMergeBytes = 256 << 20;
    private readonly string _making = Path.Combine(repository, MakingFolder);
    private readonly string _objects = Path.Combine(repository, "objects");

    private string Packs => Path.Combine(_objects, "pack");

    /// <summary>Packs what is loose and merges packs.</summary>
    /// <returns>The indexes of packs whose objects are all in a new pack. Those who opened the repository before may still read
    /// them.</returns>
    public List<PackIndex> Pack()
    {
        var packs = PackIndex.In(repository);
        var loose = LooseObjects();
        Prune(loose, packs);
        using var writer = new PackWriter(repository, throttle);
        var small = loose
            .Where(file => !packs.Exists(pack => pack.Contains(file.Name)) && writer.SizeOf(file.Name) <= LargestFileBytes)
            .OrderBy(file => file.WrittenAt)
            .ToList();
        foreach (var some in small.Chunk(ObjectsAtOnce))
        {
            Prune(some, [Write(writer, some.Select(file => file.Name).ToHashSet())]);
        }

        RemoveEmptyFolders();
        return Merge(writer);
    }

    /// <summary>Finds the packs whose objects are all in another pack: a server that was killed had no time to remove them.</summary>
    public List<PackIndex> Redundant()
    {
        var packs = PackIndex.In(repository).OrderByDescending(pack => pack.Count).ToList();
        return
        [
            .. packs.Where(
                (pack, number) => packs.Take(number).Any(larger => larger.Contains(pack[0]) && pack.Names().All(larger.Contains))
            ),
        ];
    }

    public static void Remove(IEnumerable<PackIndex> packs)
    {
        foreach (var pack in packs)
        {
            File.Delete(pack.File);
            File.Delete(pack.PackFile);
        }
    }

    private List<LooseFile> LooseObjects() =>
        [
            .. new DirectoryInfo(_objects)
                .EnumerateDirectories("??")
                .SelectMany(folder =>
                    folder
                        .EnumerateFiles()
                        .Select(file =>
                            ObjectName.TryParse(folder.Name + file.Name, out var name)
                                ? new LooseFile(name, file.FullName, file.LastWriteTimeUtc)
                                : null
                        )
                )
                .OfType<LooseFile>(),
        ];

    /// <summary>Writes a pack beside the others. It is on the disk when this returns.</summary>
    private PackIndex Write(PackWriter writer, HashSet<ObjectName> objects)
    {
        FolderRemoval.Remove(_making);
        Directory.CreateDirectory(_making);
        Directory.CreateDirectory(Packs);
        writer.Write(objects, _making);
        var made = Directory.EnumerateFiles(_making, "pack-*.idx").Single();
        flush.Wait([made, Path.ChangeExtension(made, ".pack")]);

        // With its index a pack becomes visible, so the index comes last.
        var index = Path.Combine(Packs, Path.GetFileName(made));
        File.Move(Path.ChangeExtension(made, ".pack"), Path.ChangeExtension(index, ".pack"), overwrite: true);
        File.Move(made, index, overwrite: true);
        Directory.Delete(_making);
        flush.Wait([Packs]);
        return PackIndex.Read(index);
    }

    /// <summary>Removes the loose objects that are in packs.</summary>
    private void Prune(IEnumerable<LooseFile> loose, List<PackIndex> packs)
    {
        foreach (var file in loose.Where(file => packs.Exists(pack => pack.Contains(file.Name))))
        {
            File.Delete(file.File);
            if (throttle.IsCancelled)
            {
                throw new OperationCanceledException();
            }
        }
    }

    /// <summary>
    /// Removes the folders of loose objects that are empty. A writer could just have made one for an object, so writers wait.
    /// </summary>
    private void RemoveEmptyFolders()
    {
        lock (turn)
        {
            foreach (var folder in Directory.EnumerateDirectories(_objects, "??"))
            {
                if (!Directory.EnumerateFileSystemEntries(folder).Any())
                {
                    Directory.Delete(folder);
                }
            }
        }
    }

    private List<PackIndex> Merge(PackWriter writer)
    {
        var packs = PackIndex
            .In(repository)
            .Where(pack => new FileInfo(pack.PackFile).Length <= LargestMergeBytes)
            .OrderBy(pack => pack.Count)
            .ToList();
        var (count, smaller) = (0, 0);
        for (var number = 0; number < packs.Count && smaller + packs[number].Count <= LargestMerge; number++)
        {
            if (packs[number].Count < 2 * smaller)
            {
                count = number + 1;
            }

            smaller += packs[number].Count;
        }

        if (count < 2)
        {
            return [];
        }

        var merged = Write(writer, packs.Take(count).SelectMany(pack => pack.Names()).ToHashSet());
        return packs[..count].FindAll(pack => pack.File != merged.File);
    }

    private sealed record LooseFile(ObjectName Name, string File, DateTime WrittenAt);
}
