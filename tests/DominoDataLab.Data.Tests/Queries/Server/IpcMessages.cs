using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace DominoDataLab.Data.Tests.Queries.Server;

/// <summary>An Arrow IPC message as it travels in <c>FlightData</c>.</summary>
public sealed record IpcMessage(byte[] Header, byte[] Body)
{
    /// <summary>The message as <c>FlightData</c>: fields 2 and 1000.</summary>
    public byte[] ToFlightData(byte[]? applicationMetadata = null)
    {
        using var data = new MemoryStream();
        WriteField(data, 2, Header);
        if (applicationMetadata is not null)
        {
            WriteField(data, 3, applicationMetadata);
        }

        WriteField(data, 1000, Body);
        return data.ToArray();
    }

    private static void WriteField(MemoryStream data, uint number, byte[] bytes)
    {
        WriteNumber(data, (number << 3) | 2);
        WriteNumber(data, (uint)bytes.Length);
        data.Write(bytes);
    }

    private static void WriteNumber(MemoryStream data, uint number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            data.WriteByte((byte)(number | 0x80));
        }

        data.WriteByte((byte)number);
    }
}

/// <summary>Takes Arrow streams apart into their messages: the schema first, then dictionaries and batches.</summary>
public static class IpcMessages
{
    private const int FileMagicLength = 8;

    public static List<IpcMessage> Of(Schema schema, params IEnumerable<RecordBatch> batches)
    {
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
        writer.WriteStart();
        foreach (var batch in batches)
        {
            writer.WriteRecordBatch(batch);
        }

        writer.WriteEnd();
        return Split(stream.ToArray());
    }

    public static List<IpcMessage> Split(byte[] stream)
    {
        var messages = new List<IpcMessage>();
        var rest = stream.AsSpan(stream.AsSpan().StartsWith("ARROW1"u8) ? FileMagicLength : 0);
        while (rest.Length >= 8 && BinaryPrimitives.ReadInt32LittleEndian(rest[4..]) is > 0 and var length)
        {
            var header = rest.Slice(8, length).ToArray();
            var bodyLength = BodyLength(header);
            messages.Add(new IpcMessage(header, rest.Slice(8 + length, bodyLength).ToArray()));
            rest = rest[(8 + length + bodyLength)..];
        }

        return messages;
    }

    // The fourth field of the flatbuffer table Message.
    private static int BodyLength(ReadOnlySpan<byte> header)
    {
        var table = BinaryPrimitives.ReadInt32LittleEndian(header);
        var fields = table - BinaryPrimitives.ReadInt32LittleEndian(header[table..]);
        var field =
            BinaryPrimitives.ReadUInt16LittleEndian(header[fields..]) > 10
                ? BinaryPrimitives.ReadUInt16LittleEndian(header[(fields + 10)..])
                : 0;
        return field == 0 ? 0 : checked((int)BinaryPrimitives.ReadInt64LittleEndian(header[(table + field)..]));
    }
}
