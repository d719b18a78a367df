using System.Buffers;
using System.Text.Json;
using Apache.Arrow;

namespace DominoDataLab.Data.Arrow;

/// <summary>Reads values that are made of other values. Their text is JSON.</summary>
internal abstract class NestedReader<TArray, T>(Field field) : ColumnReader(field), IValueReader<T>
    where TArray : class, IArrowArray
    where T : class
{
    private TArray? _array;

    public override Type ValueType => typeof(T);

    protected TArray Array => _array!;

    T IValueReader<T>.Read(int row) => (T)GetValueAt(Position(row));

    protected override void BindValues(IArrowArray array)
    {
        _array = (TArray)array;
        BindChildren(_array);
    }

    protected abstract void BindChildren(TArray array);

    protected override bool IsNullAt(int position) => Array.IsNull(position);

    protected override void WriteTextAt(int position, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        WriteJsonAt(position, json);
    }

    protected static object? ValueOrNull(ColumnReader reader, int row) => reader.IsNull(row) ? null : reader.GetValue(row);
}

/// <summary>Reads lists of every kind as arrays.</summary>
internal sealed class ListReader<TArray>(Field field, Func<TArray, IArrowArray> items, Func<TArray, int, (int Start, int Length)> range)
    : NestedReader<TArray, object?[]>(field)
    where TArray : class, IArrowArray
{
    private ColumnReader Item => Children[0];

    protected override void BindChildren(TArray array) => Item.Bind(items(array));

    protected override object GetValueAt(int position)
    {
        var (start, length) = range(Array, position);
        var values = new object?[length];
        for (var i = 0; i < length; i++)
        {
            values[i] = ValueOrNull(Item, start + i);
        }

        return values;
    }

    protected override void WriteJsonAt(int position, Utf8JsonWriter json)
    {
        var (start, length) = range(Array, position);
        json.WriteStartArray();
        for (var row = start; row < start + length; row++)
        {
            Item.WriteJson(row, json);
        }

        json.WriteEndArray();
    }
}

/// <summary>Reads structs as dictionaries from name to value.</summary>
internal sealed class RecordReader(Field field) : NestedReader<StructArray, IReadOnlyDictionary<string, object?>>(field)
{
    /// <summary>Gets the reader of a map entry's key.</summary>
    public ColumnReader Key => Children[0];

    /// <summary>Gets the reader of a map entry's value.</summary>
    public ColumnReader Value => Children[1];

    protected override void BindChildren(StructArray array)
    {
        for (var i = 0; i < Children.Length; i++)
        {
            Children[i].Bind(array.Fields[i]);
        }
    }

    protected override object GetValueAt(int position)
    {
        var values = new Dictionary<string, object?>(Children.Length);
        foreach (var child in Children)
        {
            values[child.Field.Name] = ValueOrNull(child, position);
        }

        return values;
    }

    protected override void WriteJsonAt(int position, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var child in Children)
        {
            json.WritePropertyName(child.Field.Name);
            child.WriteJson(position, json);
        }

        json.WriteEndObject();
    }
}

/// <summary>Reads maps as lists of pairs, because Arrow allows a key more than once.</summary>
internal sealed class MapReader(Field field) : NestedReader<MapArray, KeyValuePair<object, object?>[]>(field)
{
    private RecordReader Entries => (RecordReader)Children[0];

    protected override void BindChildren(MapArray array) => Entries.Bind(array.KeyValues);

    protected override object GetValueAt(int position)
    {
        var start = Array.ValueOffsets[position];
        var pairs = new KeyValuePair<object, object?>[Array.GetValueLength(position)];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = new(Entries.Key.GetValue(start + i), ValueOrNull(Entries.Value, start + i));
        }

        return pairs;
    }

    protected override void WriteJsonAt(int position, Utf8JsonWriter json)
    {
        var start = Array.ValueOffsets[position];
        json.WriteStartArray();
        for (var row = start; row < start + Array.GetValueLength(position); row++)
        {
            json.WriteStartArray();
            Entries.Key.WriteJson(row, json);
            Entries.Value.WriteJson(row, json);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
