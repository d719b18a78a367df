using System.Buffers;
using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.Data.Queries;

namespace DominoDataLab.Data.Arrow;

/// <summary>Reads a column's values as .NET values, batch after batch.</summary>
internal abstract class ColumnReader(Field field)
{
    private int[]? _positions;

    public Field Field { get; } = field;

    /// <summary>Gets the .NET type that <see cref="GetValue"/> returns.</summary>
    public abstract Type ValueType { get; }

    /// <summary>Gets the readers of a nested column's children, in the order of the type's fields.</summary>
    protected ColumnReader[] Children { get; } =
        ColumnReaders.StorageType(field.DataType) is NestedType nested ? [.. nested.Fields.Select(ColumnReaders.Create)] : [];

    /// <summary>Sets the batch that the rows refer to.</summary>
    public void Bind(IArrowArray array)
    {
        int[]? positions = null;
        while (array is DictionaryArray or RunEndEncodedArray or ExtensionArray)
        {
            (array, positions) = array switch
            {
                DictionaryArray dictionary => (dictionary.Dictionary, Follow(positions, ColumnReaders.Indices(dictionary))),
                RunEndEncodedArray runs => (runs.Values, Follow(positions, ColumnReaders.Indices(runs))),
                _ => (((ExtensionArray)array).Storage, positions),
            };
        }

        _positions = positions;
        BindValues(array);
    }

    public bool IsNull(int row) => Position(row) is ColumnReaders.NoValue || IsNullAt(Position(row));

    /// <summary>Gets a value that is not null.</summary>
    /// <exception cref="DominoQueryException">.NET has no such value.</exception>
    public object GetValue(int row)
    {
        try
        {
            return GetValueAt(Position(row));
        }
        catch (Exception e) when (e is OverflowException or ArgumentException or NotSupportedException)
        {
            throw ValueErrors.NoValue(Field, row, e);
        }
    }

    /// <summary>Gets a value as the wanted type. A conversion that would lose something fails.</summary>
    /// <exception cref="DominoQueryException">The value is null and the type is not nullable, or it cannot be converted.</exception>
    public T Get<T>(int row)
    {
        if (this is not IValueReader<T> reader)
        {
            return ValueConversion.Convert<T>(this, row);
        }

        // A reader of a nullable type handles null itself.
        if ((default(T) is not null || !typeof(T).IsValueType) && IsNull(row))
        {
            throw ValueErrors.IsNull(Field, row);
        }

        try
        {
            return reader.Read(row);
        }
        catch (Exception e) when (e is OverflowException or ArgumentException or NotSupportedException)
        {
            throw ValueErrors.NoValue(Field, row, e);
        }
    }

    /// <summary>Writes a value that is not null as invariant text in UTF-8.</summary>
    public void WriteText(int row, IBufferWriter<byte> output)
    {
        try
        {
            WriteTextAt(Position(row), output);
        }
        catch (Exception e) when (e is OverflowException or ArgumentException or NotSupportedException)
        {
            throw ValueErrors.NoValue(Field, row, e);
        }
    }

    /// <summary>Gets a value that is not null as invariant text.</summary>
    public string GetText(int row)
    {
        var text = new ArrayBufferWriter<byte>();
        WriteText(row, text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public void WriteJson(int row, Utf8JsonWriter json)
    {
        if (IsNull(row))
        {
            json.WriteNullValue();
        }
        else
        {
            WriteJsonAt(Position(row), json);
        }
    }

    protected abstract void BindValues(IArrowArray array);

    protected abstract bool IsNullAt(int position);

    protected abstract object GetValueAt(int position);

    protected abstract void WriteTextAt(int position, IBufferWriter<byte> output);

    protected virtual void WriteJsonAt(int position, Utf8JsonWriter json)
    {
        var text = new ArrayBufferWriter<byte>();
        WriteTextAt(position, text);
        if (ValueConversion.IsNumber(ValueType) && char.IsAsciiDigit((char)text.WrittenSpan[^1]) || ValueType == typeof(bool))
        {
            json.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text.WrittenSpan);
        }
    }

    /// <summary>Gets where in the values array a row's value is. Rows of dictionaries and runs share values.</summary>
    protected int Position(int row) => _positions is null ? row : _positions[row];

    private static int[] Follow(int[]? outer, int[] inner) =>
        outer is null
            ? inner
            : System.Array.ConvertAll(outer, position => position == ColumnReaders.NoValue ? ColumnReaders.NoValue : inner[position]);
}
