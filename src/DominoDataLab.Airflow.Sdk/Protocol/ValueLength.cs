using Nerdbank.MessagePack;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>The number of items in an encoded list or map.</summary>
internal static class ValueLength
{
    /// <summary>Gets the number of items, or null if the value is neither a list nor a map.</summary>
    public static int? Of(ReadOnlySpan<byte> encoded)
    {
        var reader = new MessagePackReader(encoded[..Math.Min(encoded.Length, 5)].ToArray());
        return reader.NextMessagePackType switch
        {
            MessagePackType.Array when reader.TryReadArrayHeader(out int count) => count,
            MessagePackType.Map when reader.TryReadMapHeader(out int count) => count,
            _ => null,
        };
    }
}
