namespace DominoDataLab.Client.Files;

/// <summary>Writes a file on this machine whole or not at all.</summary>
internal static class LocalFile
{
    /// <summary>The full path of what the server calls so, in a folder of this machine.</summary>
    /// <exception cref="DominoException">It would lead out of the folder, or this system can't have it.</exception>
    public static string Inside(string folder, string path)
    {
        var target = Path.GetFullPath(Path.Combine(folder, path));
        var start = Path.GetFullPath(folder);
        start = Path.EndsInDirectorySeparator(start) ? start : start + Path.DirectorySeparatorChar;
        return path.Length > 0 && target.StartsWith(start, StringComparison.Ordinal) && !path.Split('/').Any(part => part is "" or "." or ".." || (OperatingSystem.IsWindows() && part.AsSpan().ContainsAny('\\', ':')))
            ? target
            : throw new DominoException($"The server names a file whose path would lead out of the folder: '{path}'. It was not written.");
    }

    /// <summary>A name of its own beside a file, which may have the longest name that there can be.</summary>
    public static string TemporaryFor(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.part");

    /// <returns>Bytes written.</returns>
    /// <exception cref="DominoException">There are more or fewer bytes than expected.</exception>
    public static async Task<long> WriteAsync(Stream source, string path, CancellationToken cancellationToken, long? expected = null)
    {
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = TemporaryFor(target);
        try
        {
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
            long length;
            await using (file.ConfigureAwait(false))
            {
                await source.CopyToAsync(file, 1 << 16, cancellationToken).ConfigureAwait(false);
                length = file.Length;
            }

            if (expected is { } size && length != size)
            {
                throw new DominoException($"'{path}' would have {length} bytes, but the server lists {size}. It was not written.");
            }

            File.Move(temporary, target, overwrite: true);
            return length;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
