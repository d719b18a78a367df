namespace DominoDataLab.Client.Tests.Wire;

/// <summary>A folder with files for the time of a test.</summary>
internal sealed class TemporaryTree : IDisposable
{
    public TemporaryTree(params (string Path, string Content)[] files)
        : this(Directory.CreateTempSubdirectory("domino-tree-").FullName, files) { }

    private TemporaryTree(string path, (string Path, string Content)[] files)
    {
        Path = path;
        foreach (var (name, content) in files)
        {
            var file = Combine(name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }
    }

    public string Path { get; }

    /// <summary>The folder's own name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    public static TemporaryTree Below(string folder, params (string Path, string Content)[] files) =>
        new(System.IO.Path.Combine(folder, $"domino-tree-{Guid.NewGuid():N}"), files);

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
