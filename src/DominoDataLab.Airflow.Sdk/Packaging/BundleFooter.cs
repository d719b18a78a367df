using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DominoDataLab.Airflow.Sdk.Packaging;

/// <summary>The end of a bundle's file: source text and manifest lie behind the executable, and 64 bytes tell where.</summary>
/// <param name="ExecutableBytes">The length of the executable.</param>
/// <param name="SourceBytes">The length of the source text.</param>
/// <param name="ManifestBytes">The length of the manifest.</param>
/// <param name="ExecutableHash">The SHA-256 of the executable.</param>
internal sealed record BundleFooter(long ExecutableBytes, uint SourceBytes, uint ManifestBytes, byte[] ExecutableHash)
{
    public const int Length = 64;
    private const uint Version = 1;
    private const int HashOffset = 12;
    private const int ReservedOffset = 44;
    private const int MagicOffset = 56;
    private static ReadOnlySpan<byte> Magic => "AFBNDL01"u8;

    /// <summary>Gets the position of the manifest in the file.</summary>
    public long ManifestOffset => ExecutableBytes + SourceBytes;

    /// <summary>Reads the footer of a file, or returns null if the file does not have one.</summary>
    /// <exception cref="InvalidDataException">The file has a footer that Airflow rejects.</exception>
    public static async Task<BundleFooter?> ReadAsync(FileStream file, CancellationToken cancellationToken)
    {
        if (file.Length < Length)
        {
            return null;
        }

        var bytes = new byte[Length];
        file.Seek(-Length, SeekOrigin.End);
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.AsSpan(MagicOffset).SequenceEqual(Magic) ? Parse(bytes, file.Length) : null;
    }

    /// <summary>Computes the SHA-256 of the executable and compares it with the footer's.</summary>
    public async Task<bool> IsIntactAsync(FileStream file, CancellationToken cancellationToken) =>
        (await HashAsync(file, ExecutableBytes, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(ExecutableHash);

    /// <summary>Computes the SHA-256 of the first bytes of a file.</summary>
    public static async Task<byte[]> HashAsync(FileStream file, long length, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        file.Position = 0;
        for (var left = length; left > 0; )
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken)
                .ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException($"'{file.Name}' ended while it was read.");
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        return hash.GetHashAndReset();
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, SourceBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), ManifestBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        ExecutableHash.CopyTo(bytes, HashOffset);
        Magic.CopyTo(bytes.AsSpan(MagicOffset));
        return bytes;
    }

    private static BundleFooter Parse(byte[] bytes, long fileLength)
    {
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        Check(version == Version, $"its version is {version}, not {Version}");
        Check(bytes.AsSpan(ReservedOffset, MagicOffset - ReservedOffset).IndexOfAnyExcept((byte)0) < 0, "its reserved bytes are not zero");
        var source = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var manifest = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4));
        var executable = fileLength - Length - manifest - source;
        Check(executable > 0, "its lengths do not fit the file");
        return new BundleFooter(executable, source, manifest, bytes[HashOffset..ReservedOffset]);
    }

    private static void Check(bool valid, string problem)
    {
        if (!valid)
        {
            throw new InvalidDataException($"The footer of the bundle is invalid: {problem}.");
        }
    }
}
