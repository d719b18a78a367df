using System.Buffers.Binary;
using System.Text;

namespace DominoDataLab.Data.Analysis;

/// <summary>Makes strings of UTF-8 and reuses recent ones: a data frame keeps all its strings, and many columns repeat theirs.</summary>
internal sealed class RecentStrings
{
    private const int Count = 1 << 12;
    private const int LongestKept = 32;
    private const ulong OddNumber = 0x9E3779B97F4A7C15;

    private readonly string?[] _recent = new string?[Count];
    private readonly byte[] _lengths = new byte[Count];
    private readonly byte[] _bytes = new byte[Count * LongestKept];

    public string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestKept)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var index = Index(bytes);
        var kept = _bytes.AsSpan(index * LongestKept, LongestKept);
        if (_recent[index] is { } text && bytes.SequenceEqual(kept[.._lengths[index]]))
        {
            return text;
        }

        bytes.CopyTo(kept);
        _lengths[index] = (byte)bytes.Length;
        return _recent[index] = Encoding.UTF8.GetString(bytes);
    }

    private static int Index(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * OddNumber;
            hash ^= hash >> 32;
        }

        var rest = 0UL;
        foreach (var value in bytes)
        {
            rest = (rest << 8) | value;
        }

        return (int)(((hash ^ rest) * OddNumber) >> 52);
    }
}
