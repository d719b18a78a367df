using System.Buffers.Binary;

namespace DominoDataLab.LocalServer.Files.Packing;

/// <summary>The 20 bytes of an object's ID.</summary>
internal readonly record struct ObjectName(UInt128 High, uint Low)
{
    public const int Bytes = 20;

    public static ObjectName Of(ReadOnlySpan<byte> id) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(id), BinaryPrimitives.ReadUInt32BigEndian(id[16..]));

    public static bool TryParse(string text, out ObjectName name)
    {
        Span<byte> id = stackalloc byte[Bytes];
        var isName = text.Length == 2 * Bytes && Convert.FromHexString(text, id, out _, out _) == System.Buffers.OperationStatus.Done;
        name = isName ? Of(id) : default;
        return isName;
    }

    public void CopyTo(Span<byte> id)
    {
        BinaryPrimitives.WriteUInt128BigEndian(id, High);
        BinaryPrimitives.WriteUInt32BigEndian(id[16..], Low);
    }
}
