using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using DominoDataLab.Data.Arrow;
using Microsoft.Data.Analysis;

namespace DominoDataLab.Data.Analysis;

/// <summary>Makes a data frame's column of values and of a bit for each that is not null.</summary>
internal delegate DataFrameColumn MakeColumn(ReadOnlyMemory<byte> values, ReadOnlyMemory<byte> bits, int length, int nulls);

/// <summary>Collects values of one size. They are read in blocks if the array allows it, and otherwise one by one.</summary>
internal sealed class ValueColumn<T>(ColumnReader reader, long reserve, ReadBlock<T> readBlock, MakeColumn make) : FrameColumn
    where T : unmanaged
{
    private readonly ValidityBits _bits = new();
    private byte[] _values = [];
    private int _length;

    public override void Append(IArrowArray array)
    {
        var start = _length;
        Grow(array.Length);
        var values = MemoryMarshal.Cast<byte, T>(_values.AsSpan()).Slice(start, array.Length);
        if (readBlock(array, values))
        {
            AppendBits(array, values);
        }
        else
        {
            AppendEach(array, values);
        }
    }

    public override DataFrameColumn ToColumn()
    {
        var size = _length * Unsafe.SizeOf<T>();
        var values = size < _values.Length / 2 ? _values.AsSpan(0, size).ToArray() : _values;
        return make(values.AsMemory(0, size), _bits.Memory, _length, _bits.Nulls);
    }

    private void AppendEach(IArrowArray array, Span<T> values)
    {
        reader.Bind(array);
        for (var row = 0; row < values.Length; row++)
        {
            var isNull = reader.IsNull(row);
            values[row] = isNull ? default : reader.Get<T>(row);
            _bits.Append(!isNull);
        }
    }

    private void AppendBits(IArrowArray array, Span<T> values)
    {
        if (array.NullCount == 0)
        {
            _bits.AppendValid(array.Length);
            return;
        }

        for (var row = 0; row < values.Length; row++)
        {
            var isNull = array.IsNull(row);
            values[row] = isNull ? default : values[row];
            _bits.Append(!isNull);
        }
    }

    private void Grow(int count)
    {
        var size = ((long)_length + count) * Unsafe.SizeOf<T>();
        if (size > System.Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"Column '{reader.Field.Name}' has more values than a data frame's buffer holds. Read the result in batches instead."
            );
        }

        if (size > _values.Length)
        {
            // Writing to new memory costs more than everything else here. Memory that is reserved and not written to costs nothing.
            var spare = Math.Max(size, Math.Min(reserve, 16 * size));
            var values = GC.AllocateUninitializedArray<byte>((int)Math.Min(System.Array.MaxLength, size + spare));
            _values.AsSpan(0, _length * Unsafe.SizeOf<T>()).CopyTo(values);
            _values = values;
        }

        _length += count;
    }
}
