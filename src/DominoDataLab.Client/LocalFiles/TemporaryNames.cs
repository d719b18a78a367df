using System.Security.Cryptography;
using System.Text;

namespace DominoDataLab.Client.LocalFiles;

/// <summary>The names of temporary files beside downloads, and the time after which leftovers of killed processes are deleted.</summary>
internal static class TemporaryNames
{
    private const string Beginning = ".domino-";

    /// <summary>Gets a path that no other call uses.</summary>
    public static string Own(string folder) => Path.Combine(folder, $"{Beginning}{Guid.NewGuid():N}.tmp");

    /// <summary>
    /// Gets the path of the bytes of a partial download, which a later call finds again. It does not contain the file's name, which may
    /// already have the maximum length.
    /// </summary>
    public static string Part(string target) =>
        Path.Combine(
            Path.GetDirectoryName(target)!,
            $"{Beginning}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(target))).AsSpan(0, 8))}.part"
        );

    /// <summary>Gets the path of the list of the parts that have arrived.</summary>
    public static string PartList(string target) => Part(target) + "s";

    /// <summary>true if a path with <c>/</c> ends in the name of a temporary file; otherwise, false.</summary>
    public static bool IsOne(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        return name.StartsWith(Beginning, StringComparison.OrdinalIgnoreCase)
            && KeptFor(name[Beginning.Length..].ToString().ToLowerInvariant()) is not null;
    }

    /// <summary>Deletes the file that a killed call left, unless another call is using it.</summary>
    public static void Remove(string path)
    {
        // Without this check, each file without a leftover would cost an exception.
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using var left = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, TemporaryFile.Exclusive);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file is in use, already deleted, or belongs to another user.
        }
    }

    /// <summary>Deletes the files that killed calls left in a folder, unless a later call can resume them.</summary>
    public static void RemoveOld(string folder, TimeProvider time)
    {
        try
        {
            foreach (
                var file in new DirectoryInfo(folder)
                    .EnumerateFiles(Beginning + "*")
                    .Where(file => time.GetUtcNow() - file.LastWriteTimeUtc > KeptFor(file.Name[Beginning.Length..]))
            )
            {
                Remove(file.FullName);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // A folder that may not be read may still be written to.
        }
    }

    // A new file is not locked for a moment. A call that resumes from parts may come a week later.
    private static TimeSpan? KeptFor(string rest) =>
        (Path.GetExtension(rest), Path.GetFileNameWithoutExtension(rest)) switch
        {
            (".tmp", { Length: 32 } id) when id.All(char.IsAsciiHexDigitLower) => TimeSpan.FromMinutes(1),
            (".part" or ".parts", { Length: 16 } id) when id.All(char.IsAsciiHexDigitLower) => TimeSpan.FromDays(7),
            _ => null,
        };
}
