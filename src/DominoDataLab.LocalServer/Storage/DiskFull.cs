using LibGit2Sharp;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>Recognises, in each of the three ways that it shows, that the disk has no room left.</summary>
internal static class DiskFull
{
    private const int Efbig = 27;
    private const int Enospc = 28;
    private const int Edquot = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int SqliteFull = 13;

    public static bool Caused(Exception e) =>
        e switch
        {
            SqliteException sqlite => sqlite.SqliteErrorCode == SqliteFull,
            IOException io => io.HResult is Enospc or Edquot or Efbig or WindowsDiskFull,
            LibGit2SharpException git => git.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase)
                || git.Message.Contains("quota", StringComparison.OrdinalIgnoreCase)
                || git.Message.Contains("File too large", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
}
