using System.Text;
using System.Text.Unicode;

namespace DominoDataLab.LocalServer.Storage;

internal enum EntryKind
{
    File,
    Folder,
    Link,

    /// <summary>A pipe, a socket or a device.</summary>
    Other,
}

/// <summary>
/// An entry of a folder. If its name is not valid UTF-8, it is not readable: no path can name it, and <see cref="Name"/> shows the bytes as
/// <c>\xE9</c>.
/// </summary>
internal readonly record struct FolderEntry(string Name, bool IsReadable, EntryKind Kind)
{
    /// <summary>The reason for which an entry that is not readable is left out.</summary>
    public const string NotUtf8 = "its name is not valid UTF-8";

    /// <summary>
    /// Lists what is directly in a folder. Names are read as bytes on Linux, the only system where they need not be valid.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IEnumerable<FolderEntry> In(string folder) =>
        OperatingSystem.IsLinux() ? OnLinux(folder) : new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(Of);

    public static FolderEntry Of(byte[] name, EntryKind kind) =>
        Utf8.IsValid(name) ? new(Encoding.UTF8.GetString(name), true, kind) : new(Escape(name), false, kind);

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static IEnumerable<FolderEntry> OnLinux(string folder)
    {
        using var open = OpenFolder.At(folder);
        foreach (var (name, kind) in open.Entries())
        {
            yield return Of(name, kind);
        }
    }

    private static FolderEntry Of(FileSystemInfo entry) =>
        new(
            entry.Name,
            true,
            entry.LinkTarget is not null ? EntryKind.Link
                : entry is DirectoryInfo ? EntryKind.Folder
                : EntryKind.File
        );

    private static string Escape(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder();
        while (name.Length > 0)
        {
            if (Rune.DecodeFromUtf8(name, out var letter, out var length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(letter.ToString());
            }
            else
            {
                foreach (var part in name[..length])
                {
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{part:X2}");
                }
            }

            name = name[length..];
        }

        return text.ToString();
    }
}
