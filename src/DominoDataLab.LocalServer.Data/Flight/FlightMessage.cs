using System.Buffers;
using DominoDataLab.LocalServer.Data.Arrow;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>A protobuf message <c>FlightData</c>. Its body is written straight into the buffers of the connection.</summary>
internal static class FlightMessage
{
    private static ReadOnlySpan<byte> HeaderTag => [(2 << 3) | 2];

    // Field 1000, as a varint of (1000 << 3) | 2.
    private static ReadOnlySpan<byte> BodyTag => [0xC2, 0x3E];

    public static void Serialize(IpcMessage message, SerializationContext context)
    {
        Span<byte> start = stackalloc byte[16];
        var headerStart = Field(start, HeaderTag, message.Header.Length);
        var hasBody = message.BodyLength > 0;
        Span<byte> middle = stackalloc byte[16];
        var bodyStart = hasBody ? Field(middle, BodyTag, message.BodyLength) : 0;
        context.SetPayloadLength(checked((int)(headerStart + message.Header.Length + bodyStart + message.BodyLength)));
        var output = context.GetBufferWriter();
        output.Write(start[..headerStart]);
        output.Write(message.Header.Span);
        if (hasBody)
        {
            output.Write(middle[..bodyStart]);
            message.WriteBody(output);
        }

        context.Complete();
    }

    private static int Field(Span<byte> target, ReadOnlySpan<byte> tag, long length)
    {
        tag.CopyTo(target);
        var at = tag.Length;
        for (; length > 0x7F; length >>= 7)
        {
            target[at++] = (byte)(length | 0x80);
        }

        target[at++] = (byte)length;
        return at;
    }
}
