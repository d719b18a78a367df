using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Apache.Arrow;

namespace DominoDataLab.Data.Arrow;

/// <summary>Reads the values of one kind of Arrow array.</summary>
internal abstract class ArrayReader<TArray, T>(Field field, Func<TArray, int, T> read) : ColumnReader(field), IValueReader<T>
    where TArray : class, IArrowArray
    where T : notnull
{
    private TArray? _array;

    public override Type ValueType => typeof(T);

    protected TArray Array => _array!;

    T IValueReader<T>.Read(int row) => read(Array, Position(row));

    protected T ReadAt(int position) => read(Array, position);

    protected override void BindValues(IArrowArray array) => _array = (TArray)array;

    protected override bool IsNullAt(int position) => Array.IsNull(position);

    protected override object GetValueAt(int position) => read(Array, position);
}

/// <summary>Reads values of a .NET value type, which knows its own text.</summary>
internal sealed class ValueTypeReader<TArray, T>(Field field, Func<TArray, int, T> read, string format = "")
    : ArrayReader<TArray, T>(field, read),
        IValueReader<T?>
    where TArray : class, IArrowArray
    where T : struct, IUtf8SpanFormattable
{
    private const int LongestText = 128;

    T? IValueReader<T?>.Read(int row) => IsNull(row) ? null : ReadAt(Position(row));

    protected override void WriteTextAt(int position, IBufferWriter<byte> output)
    {
        ReadAt(position).TryFormat(output.GetSpan(LongestText), out var written, format, CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}

/// <summary>Reads Boolean values.</summary>
internal sealed class BooleanReader(Field field)
    : ArrayReader<BooleanArray, bool>(field, static (array, position) => array.GetValue(position)!.Value),
        IValueReader<bool?>
{
    bool? IValueReader<bool?>.Read(int row) => IsNull(row) ? null : ReadAt(Position(row));

    protected override void WriteTextAt(int position, IBufferWriter<byte> output) => output.Write(ReadAt(position) ? "true"u8 : "false"u8);
}

/// <summary>Gets the bytes of a string or a binary value.</summary>
internal delegate ReadOnlySpan<byte> BytesOf<in TArray>(TArray array, int position);

/// <summary>Reads strings.</summary>
internal sealed class Utf8Reader<TArray>(Field field, BytesOf<TArray> bytes)
    : ArrayReader<TArray, string>(field, (array, position) => Encoding.UTF8.GetString(bytes(array, position)))
    where TArray : class, IArrowArray
{
    protected override void WriteTextAt(int position, IBufferWriter<byte> output) => output.Write(bytes(Array, position));
}

/// <summary>Reads binary values. Their text is base64.</summary>
internal sealed class BytesReader<TArray>(Field field, BytesOf<TArray> bytes)
    : ArrayReader<TArray, byte[]>(field, (array, position) => bytes(array, position).ToArray())
    where TArray : class, IArrowArray
{
    protected override void WriteTextAt(int position, IBufferWriter<byte> output)
    {
        var value = bytes(Array, position);
        Base64.EncodeToUtf8(value, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Length)), out _, out var written);
        output.Advance(written);
    }
}

/// <summary>Reads a column that holds nulls only.</summary>
internal sealed class NullReader(Field field) : ColumnReader(field)
{
    public override Type ValueType => typeof(object);

    protected override void BindValues(IArrowArray array) { }

    protected override bool IsNullAt(int position) => true;

    protected override object GetValueAt(int position) => throw new InvalidOperationException("The value is null.");

    protected override void WriteTextAt(int position, IBufferWriter<byte> output) { }
}

/// <summary>Stands for a column whose values have no .NET counterpart. Only its nulls can be read.</summary>
internal sealed class UnsupportedReader(Field field) : ColumnReader(field)
{
    private IArrowArray? _array;

    public override Type ValueType => typeof(object);

    protected override void BindValues(IArrowArray array) => _array = array;

    protected override bool IsNullAt(int position) => _array!.IsNull(position);

    protected override object GetValueAt(int position) => throw Unsupported();

    protected override void WriteTextAt(int position, IBufferWriter<byte> output) => throw Unsupported();

    private NotSupportedException Unsupported() => new($"values of the Arrow type '{Field.DataType.Name}' cannot be read one by one");
}
