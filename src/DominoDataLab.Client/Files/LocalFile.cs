using System.Globalization;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>Writes a file on this machine whole or not at all. A device or pipe gets the bytes as they arrive.</summary>
internal static class LocalFile
{
    /// <summary>A name of its own beside a file, which may have the longest name that there can be.</summary>
    public static string TemporaryFor(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.part");

    /// <param name="source">The bytes.</param>
    /// <param name="path">The target path. An existing file is replaced and keeps its mode. Symbolic links are followed.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <param name="expected">How many bytes there must be.</param>
    /// <param name="temporary">The path of the file until it is complete. If null, it is beside the target.</param>
    /// <param name="check">Is called when they are, just before the target is replaced; may throw.</param>
    /// <returns>The number of bytes that were written.</returns>
    /// <exception cref="IOException">A folder is in its place, or it can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; it is named.</exception>
    /// <exception cref="DominoException">There are more or fewer bytes than expected.</exception>
    public static async Task<long> WriteAsync(
        Stream source,
        string path,
        CancellationToken cancellationToken,
        long? expected = null,
        string? temporary = null,
        Action? check = null
    )
    {
        var target = LocalTarget.Follow(path);
        LocalTarget.RefuseFolder(target);
        if (SpecialFile.IsAt(target))
        {
            check?.Invoke();
            var special = SpecialFile.Open(target);
            await using (special.ConfigureAwait(false))
            {
                var written = await CopyAsync(source, special, expected, cancellationToken).ConfigureAwait(false);
                return written is { } all && (expected is null || all == expected)
                    ? all
                    : throw new DominoException(
                        $"The server sent {written?.ToString(CultureInfo.InvariantCulture) ?? "more"} bytes for '{path}', but lists "
                            + $"{expected}. What arrived, up to that size, was written."
                    );
            }
        }

        temporary ??= TemporaryFor(target);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            long? written;
            await using (file.ConfigureAwait(false))
            {
                written = await CopyAsync(source, file, expected, cancellationToken).ConfigureAwait(false);
            }

            if (written is not { } length || (expected is { } size && length != size))
            {
                throw new DominoException(
                    $"'{path}' would have {written?.ToString(CultureInfo.InvariantCulture) ?? "more"} bytes, but the server "
                        + $"lists {expected}. It was not written."
                );
            }

            check?.Invoke();
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!OperatingSystem.IsWindows() && new FileInfo(target) is { Exists: true, LinkTarget: null } old)
            {
                File.SetUnixFileMode(temporary, old.UnixFileMode);
            }

            File.Move(temporary, target, overwrite: true);
            return length;
        }
        catch (UnauthorizedAccessException e)
        {
            Discard(temporary);
            throw LocalTarget.Unwritable(target, e);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    private static Task<long?> CopyAsync(Stream source, Stream target, long? expected, CancellationToken cancellationToken) =>
        BoundedCopy.RunAsync(source, (bytes, _) => target.WriteAsync(bytes, cancellationToken), expected, cancellationToken);

    private static void Discard(string temporary)
    {
        // If the folder is gone, so is the file, and deleting it would fail.
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }
    }
}
