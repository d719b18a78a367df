namespace DominoDataLab.Data.Tests;

/// <summary>The recordings and files of the Python library, if their folder lies beside the repository.</summary>
public static class SharedData
{
    /// <summary>The path of something in the folder, or null if it is not there.</summary>
    public static string? Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "spec", "data-api", name);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>The path of something in the folder. The test is skipped if it is not there.</summary>
    public static string Require(string name)
    {
        var path = Folder(name);
        Assert.SkipWhen(path is null, $"The folder ../shared/spec/data-api with '{name}' is not beside the repository.");
        return path!;
    }
}
