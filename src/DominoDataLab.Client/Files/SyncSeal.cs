using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>
/// Binds the state of a sync to its folder and its user, so that a state from elsewhere cannot make a sync delete files. The seal needs a
/// key that each user has outside the synced folders.
/// </summary>
internal static class SyncSeal
{
    private const int KeySize = 32;

    // Not the cache folder: without the key, every folder is at its first sync again.
    private static string KeyPath =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "domino",
            "sync.key"
        );

    /// <summary>true if this user wrote the state for this folder, and nobody has changed it; otherwise, false.</summary>
    public static bool Fits(SyncState state, string root) =>
        state.Seal is not null
        && HasKey()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(state.Seal), Encoding.ASCII.GetBytes(Of(state, root)));

    /// <summary>Computes the seal of a state in a folder.</summary>
    public static string Of(SyncState state, string root) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                File.ReadAllBytes(KeyPath),
                (byte[])
                    [
                        .. Encoding.UTF8.GetBytes(RealPath(root)),
                        0,
                        .. JsonSerializer.SerializeToUtf8Bytes(state with { Seal = null }, FilesJson.Default.SyncState),
                    ]
            )
        );

    /// <summary>Creates the user's key if it does not exist.</summary>
    /// <exception cref="DominoException">The key cannot be written.</exception>
    public static void CreateKey()
    {
        try
        {
            if (HasKey())
            {
                return;
            }

            PrivateFolder.Create(Path.GetDirectoryName(KeyPath)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var temporary = $"{KeyPath}.{Guid.NewGuid():N}";
            using (var file = new FileStream(temporary, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(KeySize));
            }

            File.Move(temporary, KeyPath, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DominoException(
                $"Nothing was synced: the key that protects the memory of syncs cannot be written to '{KeyPath}': {e.Message} Set HOME or "
                    + "XDG_DATA_HOME to a folder that you can write to.",
                e
            );
        }
    }

    private static bool HasKey() => new FileInfo(KeyPath) is { Exists: true, Length: KeySize };

    // The folder may be reached through links.
    private static string RealPath(string path)
    {
        var at = Path.GetPathRoot(path)!;
        foreach (var part in path[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            if (new DirectoryInfo(at).ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                at = RealPath(target.FullName);
            }
        }

        return at;
    }
}
