using System.Buffers.Text;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DominoDataLab.LocalServer.Storage;
using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Git's objects as files. libgit2 cannot stream large objects or share them.</summary>
internal static partial class LooseObject
{
    private const int MaxHeaderBytes = 32;

    /// <summary>Opens the content of a blob as a stream, or returns null if the file does not exist.</summary>
    public static (Stream Content, long Size)? OpenBlob(string repository, string id)
    {
        var file = Path.Combine(repository, "objects", id[..2], id[2..]);
        if (!File.Exists(file))
        {
            return null;
        }

        FileStream compressed;
        try
        {
            // The stream that decompresses has a buffer of its own.
            compressed = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It was packed just now.
            return null;
        }

        var content = new ZLibStream(compressed, CompressionMode.Decompress);
        Span<byte> header = stackalloc byte[MaxHeaderBytes];
        var length = 0;
        for (int next; length < MaxHeaderBytes && (next = content.ReadByte()) > 0; length++)
        {
            header[length] = (byte)next;
        }

        if (header.StartsWith("blob "u8) && Utf8Parser.TryParse(header[5..length], out long size, out _))
        {
            return (content, size);
        }

        content.Dispose();
        return null;
    }

    /// <summary>
    /// Keeps a content as a blob, unless it is there already, and returns its ID. Holds no more of it in memory than a buffer.
    /// </summary>
    public static ObjectId WriteBlob(Repository repository, Stream content)
    {
        content.Position = 0;
        var id = new ObjectId(BlobId(content));
        if (repository.ObjectDatabase.Contains(id))
        {
            return id;
        }

        var objects = Path.Combine(repository.Info.Path, "objects");
        var file = Path.Combine(objects, id.Sha[..2], id.Sha[2..]);
        var incoming = Path.Combine(objects, "incoming-" + Ids.New());
        try
        {
            using (
                var target = new ZLibStream(
                    new FileStream(incoming, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16),
                    CompressionLevel.Fastest
                )
            )
            {
                target.Write(Header(content));
                content.Position = 0;
                content.CopyTo(target, 1 << 16);
            }

            MoveInto(incoming, file);
            return id;
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    /// <summary>Moves an object to its place, whose folder may be removed as empty just now.</summary>
    private static void MoveInto(string incoming, string file)
    {
        while (true)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            try
            {
                File.Move(incoming, file, overwrite: true);
                return;
            }
            catch (DirectoryNotFoundException) when (File.Exists(incoming))
            {
                // Another try makes it again.
            }
        }
    }

    /// <summary>The id that a content has as a blob.</summary>
    public static string BlobId(Stream content)
    {
#pragma warning disable CA5350 // Git's ids are SHA-1; nothing is kept safe by them.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Header(content));
        var buffer = new byte[1 << 16];
        for (int read; (read = content.Read(buffer)) > 0; )
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Gives one repository all objects of another. Objects never change, so both can have the same files.</summary>
    public static void Share(string from, string to)
    {
        // An object that vanishes meanwhile was packed, and the pack is met at the next try.
        while (!TryShare(Path.Combine(from, "objects"), Path.Combine(to, "objects"))) { }
    }

    private static bool TryShare(string from, string to)
    {
        var isWhole = true;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            var target = Path.Combine(to, name);
            if (!name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || File.Exists(target))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            try
            {
                if (OperatingSystem.IsWindows() || Link(file, target) != 0)
                {
                    File.Copy(file, target);
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                isWhole = false;
            }
        }

        return isWhole;
    }

    private static byte[] Header(Stream content) => Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {content.Length}\0"));

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
