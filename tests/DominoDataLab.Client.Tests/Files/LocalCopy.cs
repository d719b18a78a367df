namespace DominoDataLab.Client.Tests.Files;

/// <summary>A folder on this machine that is gone after the test.</summary>
internal sealed class LocalCopy : IDisposable
{
    // One level down, so that a name that leads out of it still leads into what is deleted.
    private readonly DirectoryInfo _around = Directory.CreateTempSubdirectory();

    public LocalCopy() => Directory.CreateDirectory(Root);

    public string Root => Path.Combine(_around.FullName, "copy");

    public string Around => _around.FullName;

    /// <summary>Gets the files of the folder, without the state of the sync.</summary>
    public IEnumerable<string> Files =>
        Directory
            .EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(file => System.IO.Path.GetRelativePath(Root, file))
            .Where(path => !path.StartsWith(".domino/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public string State => Path.Combine(Root, ".domino", "state.json");

    public string this[string path] => File.ReadAllText(At(path));

    public string At(string path) => Path.Combine(Root, path);

    public LocalCopy With(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
        return this;
    }

    public void Dispose() => _around.Delete(recursive: true);
}
