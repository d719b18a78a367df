using System.Text;

namespace DominoDataLab.Data.Analysis;

/// <summary>Makes strings of UTF-8 and reuses recent ones: a data frame keeps all its strings, and many columns repeat theirs.</summary>
internal sealed class RecentStrings
{
    private const int Count = 1 << 12;
    private const int LongestKept = 64;

    private readonly (byte[] Bytes, string Text)[] _recent = new (byte[], string)[Count];

    public string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestKept)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var hash = new HashCode();
        hash.AddBytes(bytes);
        ref var entry = ref _recent[hash.ToHashCode() & (Count - 1)];
        if (entry.Bytes is null || !bytes.SequenceEqual(entry.Bytes))
        {
            entry = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        }

        return entry.Text;
    }
}
