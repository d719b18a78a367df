using System.Buffers;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>A <c>FlightData</c> message: the header and the body of one Arrow IPC message.</summary>
internal sealed record FlightMessage(byte[] Header, MessageBody? Body)
{
    private const uint HeaderTag = (2 << 3) | LengthDelimited;
    private const uint BodyTag = (1000 << 3) | LengthDelimited;
    private const uint LengthDelimited = 2;

    /// <summary>Reads a message off the wire. The body is copied once, into its own memory.</summary>
    /// <exception cref="DominoQueryException">The bytes are not a valid <c>FlightData</c> message.</exception>
    public static FlightMessage Read(ReadOnlySequence<byte> payload)
    {
        var reader = new SequenceReader<byte>(payload);
        byte[] header = [];
        MessageBody? body = null;
        while (!reader.End)
        {
            var tag = (uint)ReadNumber(ref reader);
            switch (tag)
            {
                case HeaderTag:
                    header = ReadBytes(ref reader).ToArray();
                    break;
                case BodyTag:
                    body?.Dispose();
                    body = ReadBody(ref reader);
                    break;
                default:
                    Skip(ref reader, tag & 7);
                    break;
            }
        }

        return new FlightMessage(header, body);
    }

    private static MessageBody ReadBody(ref SequenceReader<byte> reader)
    {
        var bytes = ReadBytes(ref reader);
        var body = new MessageBody(checked((int)bytes.Length));
        bytes.CopyTo(body.Memory.Span);
        return body;
    }

    private static ReadOnlySequence<byte> ReadBytes(ref SequenceReader<byte> reader)
    {
        var length = ReadNumber(ref reader);
        if (length > (ulong)reader.Remaining)
        {
            throw Damaged();
        }

        var bytes = reader.UnreadSequence.Slice(0, (long)length);
        reader.Advance((long)length);
        return bytes;
    }

    private static ulong ReadNumber(ref SequenceReader<byte> reader)
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!reader.TryRead(out var part))
            {
                break;
            }

            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }

        throw Damaged();
    }

    private static void Skip(ref SequenceReader<byte> reader, uint wireType)
    {
        switch (wireType)
        {
            case 0:
                ReadNumber(ref reader);
                break;
            case LengthDelimited:
                ReadBytes(ref reader);
                break;
            case 1 or 5 when reader.Remaining >= (wireType == 1 ? 8 : 4):
                reader.Advance(wireType == 1 ? 8 : 4);
                break;
            default:
                throw Damaged();
        }
    }

    private static DominoQueryException Damaged() => new("The query result could not be read: a message is not valid Flight data.");
}
