namespace DominoDataLab.Client.Tests.Jobs;

/// <summary>A program that stands in for one of a cluster's, in a folder of its own.</summary>
internal sealed class StandIn : IDisposable
{
    public StandIn(string name, string script)
    {
        Directory.CreateDirectory(Bin);
        var file = Path.Combine(Bin, name);
        File.WriteAllText(file, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("stand-in-").FullName;

    public string Bin => Path.Combine(Folder, "bin");

    /// <summary>A path that finds it before all that the machine has.</summary>
    public string SearchPath => Bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");

    /// <summary>What it wrote into <c>calls</c>, beside itself.</summary>
    public IReadOnlyList<string> Calls => File.ReadAllLines(Path.Combine(Bin, "calls"));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
