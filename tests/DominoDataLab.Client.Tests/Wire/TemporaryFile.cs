namespace DominoDataLab.Client.Tests.Wire;

/// <summary>A file for the time of a test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string content) => File.WriteAllText(Path, content);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"domino-{Guid.NewGuid():N}");

    public void Write(string content) => File.WriteAllText(Path, content);

    public void Dispose() => File.Delete(Path);
}
