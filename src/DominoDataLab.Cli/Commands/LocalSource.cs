using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Cli.Commands;

/// <summary>
/// A local path to upload, by the rule of <c>cp -r</c> and <c>rsync</c>: a file keeps its name, a folder its name and the paths below it,
/// and a folder with a slash at its end, or <c>.</c> or <c>..</c>, stands for its contents.
/// </summary>
/// <param name="Given">The path as the user wrote it.</param>
/// <param name="Base">The folder that paths at the target are relative to.</param>
/// <param name="Name">The name at the target. Empty for the contents of a folder.</param>
internal sealed record LocalSource(string Given, string Base, string Name)
{
    private static readonly char[] Wildcards = ['*', '?'];

    public bool IsFolder => Directory.Exists(Given);

    public bool IsPattern => !IsFolder && !File.Exists(Given) && Given.AsSpan().ContainsAny(Wildcards);

    public static LocalSource Parse(string given)
    {
        var full = Path.GetFullPath(given);
        var isContents =
            Path.EndsInDirectorySeparator(given)
            || Path.GetFileName(given) is "." or ".."
            || Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(full)) is null;
        var source = new LocalSource(given, Path.TrimEndingDirectorySeparator(full), "");
        if (source.IsPattern)
        {
            // The folders before the first wildcard are where the paths begin.
            var beginning = full[..full.AsSpan().IndexOfAny(Wildcards)];
            return source with { Base = Path.GetDirectoryName(beginning + "x")! };
        }

        var trimmed = Path.TrimEndingDirectorySeparator(full);
        return source.IsFolder && isContents ? source : new(given, Path.GetDirectoryName(trimmed) ?? trimmed, Path.GetFileName(trimmed));
    }

    /// <summary>Distinguishes a path that does not exist from one in a folder that the user may not read.</summary>
    /// <exception cref="UnauthorizedAccessException">The user may not look into a folder of the path.</exception>
    public void RequireVisible()
    {
        try
        {
            _ = File.GetAttributes(Given);
        }
        catch (IOException)
        {
            // The path does not exist.
        }
    }

    /// <summary>Returns the source for an upload to a dataset.</summary>
    /// <param name="relativeTo">The folder that the user asked for, or null for the rule of this type.</param>
    public UploadSource ForDataset(string? relativeTo) => new(Given, relativeTo ?? Base);
}
