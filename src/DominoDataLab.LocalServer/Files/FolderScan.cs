namespace DominoDataLab.LocalServer.Files;

/// <summary>Everything below a folder, with paths from it; links are named, never followed.</summary>
internal sealed class FolderScan
{
    /// <summary>Paths of files, whatever they are.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Paths of symbolic links.</summary>
    public List<string> Links { get; } = [];

    /// <summary>Paths of folders that can't be read, and why.</summary>
    public List<(string Path, string Reason)> Unreadable { get; } = [];

    public static FolderScan Of(string folder, Predicate<string> skip)
    {
        var scan = new FolderScan();
        scan.Visit(new DirectoryInfo(folder), "", skip);
        return scan;
    }

    private void Visit(DirectoryInfo folder, string prefix, Predicate<string> skip)
    {
        try
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                var path = prefix + entry.Name;
                if (skip(path))
                {
                    continue;
                }

                if (entry.LinkTarget is not null)
                {
                    Links.Add(path);
                }
                else if (entry is DirectoryInfo below)
                {
                    Visit(below, path + "/", skip);
                }
                else
                {
                    Files.Add(path);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unreadable.Add((prefix.TrimEnd('/'), e.Message));
        }
    }
}
