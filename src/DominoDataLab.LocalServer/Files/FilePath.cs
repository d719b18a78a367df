using System.Text;
using DominoDataLab.LocalServer.Hosting;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Checks paths of files in projects: from the root, no way out, nothing that a file system or git would read otherwise.</summary>
internal static class FilePath
{
    public const int MaxBytes = 4096;
    public const int MaxSegmentBytes = 255;

    public static string Check(string path)
    {
        var clean = path.TrimStart('/');
        return Problem(clean) is { } problem
            ? throw DomainException.Invalid($"'{path}' is no path of a file in a project: {problem}.")
            : clean;
    }

    /// <summary>Why a path can't be kept; null if it can.</summary>
    public static string? Problem(string path)
    {
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > MaxBytes)
        {
            return $"it must have 1 to {MaxBytes} bytes";
        }

        foreach (var segment in path.Split('/'))
        {
            var problem =
                segment.Length == 0 ? "a part is empty"
                : segment is "." or ".." ? $"a part is '{segment}'"
                : segment.Contains('\0', StringComparison.Ordinal) ? "it holds a NUL character"
                : Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes ? $"a part has more than {MaxSegmentBytes} bytes"
                : IsGit(segment) ? $"'{segment}' stands for git's own folder"
                : null;
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Names that some file system takes for <c>.git</c>: case, trailing blanks and points, streams, short names, invisible characters.</summary>
    private static bool IsGit(string segment)
    {
        var visible = string.Concat(
            segment.Where(character => char.GetUnicodeCategory(character) != System.Globalization.UnicodeCategory.Format)
        );
        var name = visible.Split(':', '\\')[0].TrimEnd(' ', '.');
        return name.Equals(".git", StringComparison.OrdinalIgnoreCase) || name.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }
}
