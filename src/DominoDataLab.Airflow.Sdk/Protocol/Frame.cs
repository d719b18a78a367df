using System.Buffers;
using System.Text.Json;
using Nerdbank.MessagePack;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>A frame from the supervisor. The kind of an absent body or error is Undefined.</summary>
/// <param name="Id">The ID of the request that the frame answers.</param>
/// <param name="Body">The message.</param>
/// <param name="Error">The error that Airflow reports beside the message.</param>
/// <param name="Problem">The reason why the body could not be read, or null.</param>
internal readonly record struct Frame(long Id, JsonElement Body, JsonElement Error, Exception? Problem = null)
{
    /// <summary>Decodes the payload of a frame. Missing elements count as nil, further elements are ignored.</summary>
    /// <exception cref="InvalidDataException">The payload is not a frame.</exception>
    public static Frame Decode(ReadOnlySequence<byte> payload)
    {
        var reader = new MessagePackReader(payload);
        var (count, id) = ReadStart(ref reader);
        try
        {
            var body = count > 1 ? ValueReader.Read(ref reader) : default;
            var error = count > 2 ? ValueReader.Read(ref reader) : default;
            return new Frame(id, body, error);
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            // Only the request with this ID fails; the next frame starts at a known place.
            return new Frame(id, default, default, exception);
        }
    }

    private static (int Count, long Id) ReadStart(ref MessagePackReader reader)
    {
        try
        {
            var count = reader.ReadArrayHeader();
            return count > 0 ? (count, reader.ReadInt64()) : throw new InvalidDataException("The array is empty.");
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            throw new InvalidDataException($"The frame has no ID: {exception.Message}", exception);
        }
    }

    private static bool IsMalformed(Exception exception) =>
        exception
            is MessagePackSerializationException
                or EndOfStreamException
                or OverflowException
                or JsonException
                or ArgumentException
                or InvalidOperationException
                or InvalidDataException;
}
