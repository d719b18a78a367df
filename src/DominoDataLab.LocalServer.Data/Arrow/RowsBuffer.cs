using System.Buffers;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace DominoDataLab.LocalServer.Data.Arrow;

/// <summary>One buffer of a message with rows, made of its part in each batch.</summary>
internal abstract class RowsBuffer
{
    public static RowsBuffer Empty { get; } = new ByteBuffer([]);

    public abstract long Length { get; }

    public abstract void Write(IBufferWriter<byte> output);
}

/// <summary>Bytes that need no change: the parts one after another.</summary>
internal sealed class ByteBuffer(ReadOnlyMemory<byte>[] parts) : RowsBuffer
{
    public override long Length { get; } = parts.Sum(part => (long)part.Length);

    public override void Write(IBufferWriter<byte> output)
    {
        foreach (var part in parts)
        {
            output.Write(part.Span);
        }
    }
}

/// <summary>Bits, which tell true from false or a value from null. A part without the buffer has ones.</summary>
internal sealed class BitBuffer(ArrayData[] parts, int index) : RowsBuffer
{
    private readonly int _bits = parts.Sum(part => part.Length);

    public override long Length => (_bits + 7) / 8;

    public override void Write(IBufferWriter<byte> output)
    {
        var rented = ArrayPool<byte>.Shared.Rent((int)Length + 1);
        var target = rented.AsSpan(0, (int)Length);
        target.Clear();
        var at = 0;
        foreach (var part in parts)
        {
            Append(target, at, part.Buffers[index].Span, part.Offset, part.Length);
            at += part.Length;
        }

        output.Write(target);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void Append(Span<byte> target, int at, ReadOnlySpan<byte> source, int from, int count)
    {
        var done = 0;
        if (at % 8 == 0 && from % 8 == 0)
        {
            var whole = target.Slice(at / 8, count / 8);
            done = whole.Length * 8;
            if (source.IsEmpty)
            {
                whole.Fill(0xFF);
            }
            else
            {
                source.Slice(from / 8, whole.Length).CopyTo(whole);
            }
        }

        for (; done < count; done++)
        {
            if (source.IsEmpty || BitUtility.GetBit(source, from + done))
            {
                BitUtility.SetBit(target, at + done);
            }
        }
    }
}

/// <summary>Offsets of 32 bits into the values, which continue from one part to the next.</summary>
internal sealed class OffsetBuffer(ArrayData[] parts) : RowsBuffer
{
    public override long Length => (parts.Sum(part => (long)part.Length) + 1) * sizeof(int);

    public override void Write(IBufferWriter<byte> output)
    {
        var end = 0;
        output.Write(MemoryMarshal.AsBytes<int>([end]));
        foreach (var part in parts.Where(part => part.Length > 0))
        {
            var offsets = MemoryMarshal.Cast<byte, int>(part.Buffers[1].Span).Slice(part.Offset, part.Length + 1);
            var shift = end - offsets[0];
            end = checked(offsets[^1] + shift);
            Shift(output, offsets[1..], shift);
        }
    }

    private static void Shift(IBufferWriter<byte> output, ReadOnlySpan<int> offsets, int shift)
    {
        while (!offsets.IsEmpty)
        {
            var bytes = output.GetSpan(sizeof(int));
            var target = MemoryMarshal.Cast<byte, int>(bytes);
            var count = Math.Min(target.Length, offsets.Length);
            for (var index = 0; index < count; index++)
            {
                target[index] = offsets[index] + shift;
            }

            output.Advance(count * sizeof(int));
            offsets = offsets[count..];
        }
    }
}

/// <summary>Offsets of 64 bits into the values, which continue from one part to the next.</summary>
internal sealed class LargeOffsetBuffer(ArrayData[] parts) : RowsBuffer
{
    public override long Length => (parts.Sum(part => (long)part.Length) + 1) * sizeof(long);

    public override void Write(IBufferWriter<byte> output)
    {
        var end = 0L;
        output.Write(MemoryMarshal.AsBytes<long>([end]));
        foreach (var part in parts.Where(part => part.Length > 0))
        {
            var offsets = MemoryMarshal.Cast<byte, long>(part.Buffers[1].Span).Slice(part.Offset, part.Length + 1);
            var shift = end - offsets[0];
            end = offsets[^1] + shift;
            foreach (var offset in offsets[1..])
            {
                output.Write(MemoryMarshal.AsBytes<long>([offset + shift]));
            }
        }
    }
}
