using System.Buffers;
using Grpc.Core;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>The one method of Arrow Flight that queries need, described by hand so that messages are not copied more than once.</summary>
internal static class DoGet
{
    private const byte TicketTag = (1 << 3) | 2;

    public static Method<byte[], FlightMessage> Method { get; } =
        new(
            MethodType.ServerStreaming,
            "arrow.flight.protocol.FlightService",
            nameof(DoGet),
            Marshallers.Create<byte[]>(WriteTicket, static _ => throw new NotSupportedException("A client does not read tickets.")),
            Marshallers.Create<FlightMessage>(
                static (_, _) => throw new NotSupportedException("A client does not write results."),
                static context => FlightMessage.Read(context.PayloadAsReadOnlySequence())
            )
        );

    private static void WriteTicket(byte[] ticket, SerializationContext context)
    {
        Span<byte> prefix = stackalloc byte[6];
        prefix[0] = TicketTag;
        var length = 1;
        for (var rest = (uint)ticket.Length; ; rest >>= 7)
        {
            prefix[length++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
            {
                break;
            }
        }

        context.SetPayloadLength(length + ticket.Length);
        var writer = context.GetBufferWriter();
        writer.Write(prefix[..length]);
        writer.Write(ticket);
        context.Complete();
    }
}
