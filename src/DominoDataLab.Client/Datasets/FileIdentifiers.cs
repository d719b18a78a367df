using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>
/// Creates the identifiers of files, by which the server tells their chunks apart. The usual one has the size and the file name. If several
/// files share it, it also has a digest of the path. The memory does not grow with the number of files.
/// </summary>
internal sealed class FileIdentifiers
{
    private const int Slots = 1 << 23;
    private readonly BitArray _once = new(Slots);
    private readonly BitArray _twice = new(Slots);

    /// <summary>Registers a file to upload.</summary>
    public void Count(long size, string path)
    {
        var slot = Slot(size, path);
        _twice[slot] |= _once[slot];
        _once[slot] = true;
    }

    /// <summary>Gets the identifier of a file. A later file that would share it gets the longer form.</summary>
    public string Of(long size, string path)
    {
        var slot = Slot(size, path);
        var isUnique = _once[slot] && !_twice[slot];
        _twice[slot] = true;
        var name = FileName(path).ToString();
        return isUnique
            ? string.Create(CultureInfo.InvariantCulture, $"{size}-{name}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{size}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 8))}-{name}"
            );
    }

    private static int Slot(long size, string path)
    {
        var hash = new HashCode();
        hash.Add(size);
        hash.Add(string.GetHashCode(FileName(path), StringComparison.Ordinal));
        return hash.ToHashCode() & (Slots - 1);
    }

    private static ReadOnlySpan<char> FileName(string path) => path.AsSpan(path.LastIndexOf('/') + 1);
}
