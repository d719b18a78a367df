using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using DominoDataLab.Data.Arrow;
using Microsoft.Data.Analysis;

namespace DominoDataLab.Data.Analysis;

/// <summary>Collects the values of a column across batches.</summary>
internal abstract class FrameColumn
{
    public abstract void Append(IArrowArray array);

    public abstract DataFrameColumn ToColumn();
}

/// <summary>Makes a data frame's column of values and of a bit for each that is not null.</summary>
internal delegate DataFrameColumn MakeColumn(ReadOnlyMemory<byte> values, ReadOnlyMemory<byte> bits, int length, int nulls);

/// <summary>Collects values of one size. Those that Arrow stores in the same way are copied as a block.</summary>
internal sealed class ValueColumn<T>(ColumnReader reader, MakeColumn make) : FrameColumn
    where T : unmanaged, IEquatable<T>
{
    private byte[] _values = [];
    private byte[] _bits = [];
    private int _length;
    private int _nulls;

    public override void Append(IArrowArray array)
    {
        var start = _length;
        Grow(array.Length);
        reader.Bind(array);
        var values = MemoryMarshal.Cast<byte, T>(_values.AsSpan())[start..];
        var same = array as PrimitiveArray<T>;
        same?.Values.CopyTo(values);
        for (var row = 0; row < array.Length; row++)
        {
            if (reader.IsNull(row))
            {
                _nulls++;
                values[row] = default;
                continue;
            }

            BitUtility.SetBit(_bits, start + row);
            if (same is null)
            {
                values[row] = reader.Get<T>(row);
            }
        }
    }

    public override DataFrameColumn ToColumn() =>
        make(_values.AsMemory(0, _length * Unsafe.SizeOf<T>()), _bits.AsMemory(0, (_length + 7) / 8), _length, _nulls);

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
            var capacity = (int)Math.Min(System.Array.MaxLength, Math.Max(size, 2L * _values.Length));
            var values = GC.AllocateUninitializedArray<byte>(capacity);
            _values.CopyTo(values, 0);
            _values = values;
            System.Array.Resize(ref _bits, (capacity / Unsafe.SizeOf<T>() + 7) / 8);
        }

        _length += count;
    }
}

/// <summary>Collects strings, and the text of everything that a data frame has no column for.</summary>
internal sealed class TextColumn(ColumnReader reader, string name) : FrameColumn
{
    private readonly StringDataFrameColumn _column = new(name, 0);
    private readonly RecentStrings _strings = new();
    private readonly ArrayBufferWriter<byte> _text = new();

    public override void Append(IArrowArray array)
    {
        reader.Bind(array);
        for (var row = 0; row < array.Length; row++)
        {
            _column.Append(reader.IsNull(row) ? null : Text(row));
        }
    }

    public override DataFrameColumn ToColumn() => _column;

    private string Text(int row)
    {
        _text.ResetWrittenCount();
        reader.WriteText(row, _text);
        return _strings.Get(_text.WrittenSpan);
    }
}
