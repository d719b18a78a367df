using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Data.Objects.Disk;

/// <summary>The folders of object stores on the server's disk.</summary>
internal sealed class DiskFolders(ServerFolders folders)
{
    /// <summary>Gets the folder that a source names, or its own one in the data folder.</summary>
    public string Of(DataSourceRow source) => source.Settings.Text("path") ?? Path.Combine(folders.Root, "objects", source.Id);
}
