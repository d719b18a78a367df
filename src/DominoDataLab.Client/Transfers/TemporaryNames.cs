using System.Security.Cryptography;
using System.Text;

namespace DominoDataLab.Client.Transfers;

/// <summary>The names of temporary files beside downloads, and when they are removed if a killed process left them.</summary>
internal static class TemporaryNames
{
    private const string Beginning = ".domino-";

    /// <summary>A name that no other call uses.</summary>
    public static string Own(string folder) => Path.Combine(folder, $"{Beginning}{Guid.NewGuid():N}.tmp");

    /// <summary>
    /// The name of a file's bytes that a later call finds again. Not the file's own with something after it: that may be as long as a name
    /// can be.
    /// </summary>
    public static string Part(string target) =>
        Path.Combine(
            Path.GetDirectoryName(target)!,
            $"{Beginning}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(target))).AsSpan(0, 8))}.part"
        );

    /// <summary>The name of the list of what is in them.</summary>
    public static string PartList(string target) => Part(target) + "s";

    /// <summary>true if this is the name of a temporary file; otherwise, false.</summary>
    public static bool IsOne(string name) =>
        name.StartsWith(Beginning, StringComparison.OrdinalIgnoreCase) && KeptFor(name[Beginning.Length..].ToLowerInvariant()) is not null;

    /// <summary>Removes what a killed call left under a name; what a call has under way stays.</summary>
    public static void Remove(string path)
    {
        // An exception for each file of which nothing was left would be dear.
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
            // It is in use, gone meanwhile, or another user's.
        }
    }

    /// <summary>Removes the files that killed calls left in a folder, unless a later call can resume them.</summary>
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

    // Between the making of a file and its lock there is a moment; a call that resumes from parts may come a week later.
    private static TimeSpan? KeptFor(string rest) =>
        (Path.GetExtension(rest), Path.GetFileNameWithoutExtension(rest)) switch
        {
            (".tmp", { Length: 32 } id) when id.All(char.IsAsciiHexDigitLower) => TimeSpan.FromMinutes(1),
            (".part" or ".parts", { Length: 16 } id) when id.All(char.IsAsciiHexDigitLower) => TimeSpan.FromDays(7),
            _ => null,
        };
}
