using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>
/// The files of a folder as they were when it was read, without what its <c>.dominoignore</c> and the caller's patterns leave out. A link
/// to a file stands for the file. Links to folders, broken links and names that are not valid UTF-8 are left out. They are treated as if
/// neither side had anything there, so that no sync takes a file for deleted that cannot be seen.
/// </summary>
internal sealed class LocalFolder
{
    private readonly DominoIgnore _ignore;
    private readonly string _ignorePrefix;
    private readonly FileFilter _wanted;

    private LocalFolder(string root, string ignoreRoot, FileSetOptions options)
    {
        Root = root;
        _ignore = DominoIgnore.Read(ignoreRoot);
        _ignorePrefix = Path.GetRelativePath(ignoreRoot, root) is var below && below == "." ? "" : LocalTree.Slashes(below) + "/";
        _wanted = options.Filter();
    }

    public string Root { get; }

    public Dictionary<string, LocalEntry> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the paths that are left out because they cannot be sent, and the reason for each.</summary>
    public IReadOnlyDictionary<string, string> Blind { get; private set; } = new Dictionary<string, string>();

    /// <summary>Reads the root of a project's files.</summary>
    /// <exception cref="IOException">A folder cannot be read. It is named.</exception>
    public static LocalFolder Read(string root, FileSetOptions options) => Read(root, root, options);

    /// <summary>Reads a folder that may be a part of a project's files.</summary>
    /// <exception cref="IOException">A folder cannot be read. It is named.</exception>
    public static LocalFolder ReadPart(string folder, FileSetOptions options) =>
        Read(folder, SyncedFolder.Find(folder)?.Path ?? DominoIgnore.FindRoot(folder) ?? folder, options);

    private static LocalFolder Read(string root, string ignoreRoot, FileSetOptions options)
    {
        var folder = new LocalFolder(root, ignoreRoot, options);
        if (Directory.Exists(root))
        {
            folder.Fill();
        }

        return folder;
    }

    /// <summary>true if a path of either side takes part; otherwise, false.</summary>
    public bool Sees(string path) => !Ignores(path) && _wanted.Matches(path) && !TemporaryNames.IsOne(path) && !IsBlind(path);

    private bool Ignores(string path) => _ignore.Ignores(_ignorePrefix + path);

    private void Fill()
    {
        var tree = new LocalTree(Root, _wanted) { IsIgnored = Ignores };
        foreach (var file in tree.Files())
        {
            Files.Add(file.Path, file);
        }

        Blind = tree.LeftOut;
    }

    private bool IsBlind(string path)
    {
        for (var end = path.Length; Blind.Count > 0 && end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (Blind.ContainsKey(path[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
