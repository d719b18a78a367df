using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Nerdbank.MessagePack;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>A message to the supervisor: a map that starts with its type, with the fields in the order in which they are added.</summary>
internal sealed class Request
{
    private const int HeaderSize = 32;
    private readonly ArrayBufferWriter<byte> _fields = new();
    private int _count;

    public Request(string type)
    {
        Type = type;
        Set("type", type);
    }

    public string Type { get; }

    public ReadOnlyMemory<byte> Fields => _fields.WrittenMemory;

    public Request Set(string name, string? value)
    {
        if (value is not null && !Unicode.IsWellFormed(value))
        {
            throw new AirflowException($"Could not send {Type}: '{name}' contains half of a surrogate pair, which is not valid Unicode.");
        }

        var writer = Start(name);
        writer.Write(value);
        writer.Flush();
        return this;
    }

    public Request Set(string name, long? value)
    {
        var writer = Start(name);
        if (value is { } number)
        {
            writer.Write(number);
        }
        else
        {
            writer.WriteNil();
        }

        writer.Flush();
        return this;
    }

    public Request SetNumber(string name, double value)
    {
        var writer = Start(name);
        writer.Write(value);
        writer.Flush();
        return this;
    }

    public Request Set(string name, bool value)
    {
        var writer = Start(name);
        writer.Write(value);
        writer.Flush();
        return this;
    }

    public Request Set(string name, DateTimeOffset? value) => Set(name, value is { } time ? Moment.Format(time) : null);

    /// <summary>Adds a value that <see cref="ValueWriter"/> encoded.</summary>
    public Request Set(string name, ReadOnlyMemory<byte> encoded)
    {
        var writer = Start(name);
        writer.WriteRaw(encoded.Span);
        writer.Flush();
        return this;
    }

    /// <summary>Adds a field if there is a value. Airflow uses the default of an absent field.</summary>
    public Request SetIf(string name, string? value) => value is null ? this : Set(name, value);

    /// <inheritdoc cref="SetIf(string, string?)"/>
    public Request SetIf(string name, long? value) => value is null ? this : Set(name, value);

    /// <inheritdoc cref="SetIf(string, string?)"/>
    public Request SetIf(string name, DateTimeOffset? value) => value is null ? this : Set(name, value);

    /// <summary>Gets the start of the frame: the length, the array, the ID and the header of the map.</summary>
    public byte[] Header(long id)
    {
        var buffer = new ArrayBufferWriter<byte>(HeaderSize);
        buffer.Advance(sizeof(uint));
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.Write(id);
        writer.WriteMapHeader(_count);
        writer.Flush();
        var header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(header, checked((uint)(header.Length - sizeof(uint) + (long)_fields.WrittenCount)));
        return header;
    }

    /// <summary>Reads the fields back, for a supervisor in the same process.</summary>
    public JsonElement ToJson()
    {
        var frame = new ReadOnlySequence<byte>([.. Header(0).AsSpan(sizeof(uint)), .. Fields.Span]);
        return Frame.Decode(frame).Body;
    }

    private MessagePackWriter Start(string name)
    {
        _count++;
        var writer = new MessagePackWriter(_fields);
        writer.Write(name);
        return writer;
    }
}
