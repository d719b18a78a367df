using System.Text;
using DominoDataLab.LocalServer.Hosting;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Checks paths of files in projects: from the root, no way out, nothing that a file system or git would read otherwise.</summary>
internal static class FilePath
{
    public static string Check(string path)
    {
        var clean = path.TrimStart('/');
        if (clean.Length == 0 || Encoding.UTF8.GetByteCount(clean) > 4096)
        {
            throw new ApiException(400, "The path of a file must have 1 to 4,096 bytes.");
        }

        foreach (var segment in clean.Split('/'))
        {
            if (segment.Length == 0 || segment is "." or ".." || segment.Contains('\0', StringComparison.Ordinal)
                || segment.Equals(".git", StringComparison.OrdinalIgnoreCase) || Encoding.UTF8.GetByteCount(segment) > 255)
            {
                throw new ApiException(400, $"'{path}' is no path of a file in a project: a part is empty, '.', '..', '.git', or over 255 bytes.");
            }
        }

        return clean;
    }
}
