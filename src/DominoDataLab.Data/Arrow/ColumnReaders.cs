using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace DominoDataLab.Data.Arrow;

/// <summary>Chooses the reader for a column's Arrow type.</summary>
internal static class ColumnReaders
{
    /// <summary>Stands for the place of a null.</summary>
    public const int NoValue = -1;

    public static ColumnReader[] Create(Schema schema) => [.. schema.FieldsList.Select(Create)];

    public static ColumnReader Create(Field field)
    {
        var type = StorageType(field.DataType);
        return Bytes(field, type) ?? Number(field, type) ?? Time(field, type) ?? Nested(field, type) ?? new UnsupportedReader(field);
    }

    /// <summary>Gets the type of the values, without dictionary, run-end encoding or extension.</summary>
    public static IArrowType StorageType(IArrowType type) =>
        type switch
        {
            DictionaryType dictionary => StorageType(dictionary.ValueType),
            RunEndEncodedType runs => StorageType(runs.ValuesDataType),
            ExtensionType extension => StorageType(extension.StorageType),
            _ => type,
        };

    /// <summary>Gets for each row where its value is in the dictionary, or <see cref="NoValue"/>.</summary>
    public static int[] Indices(DictionaryArray array) =>
        array.Indices switch
        {
            Int8Array indices => Indices(indices),
            Int16Array indices => Indices(indices),
            Int32Array indices => Indices(indices),
            Int64Array indices => Indices(indices),
            UInt8Array indices => Indices(indices),
            UInt16Array indices => Indices(indices),
            UInt32Array indices => Indices(indices),
            UInt64Array indices => Indices(indices),
            var other => throw new NotSupportedException($"A dictionary has indices of the Arrow type '{other.Data.DataType.Name}'."),
        };

    /// <summary>Gets for each row where its value is in the values of the runs.</summary>
    public static int[] Indices(RunEndEncodedArray array) => [.. array.EnumeratePhysicalIndices()];

    private static int[] Indices<T>(PrimitiveArray<T> array)
        where T : struct, IBinaryInteger<T>
    {
        var indices = new int[array.Length];
        var values = array.Values;
        for (var row = 0; row < indices.Length; row++)
        {
            indices[row] = array.IsNull(row) ? NoValue : int.CreateChecked(values[row]);
        }

        return indices;
    }

    private static bool IsUuid(Field field) =>
        field.DataType is GuidType
        || (field.HasMetadata && field.Metadata.TryGetValue("ARROW:extension:name", out var name) && name == "arrow.uuid");

    private static ColumnReader? Bytes(Field field, IArrowType type) =>
        type switch
        {
            NullType => new NullReader(field),
            BooleanType => new BooleanReader(field),
            StringType => new Utf8Reader<StringArray>(field, static (array, i) => array.GetBytes(i)),
            LargeStringType => new Utf8Reader<LargeStringArray>(field, static (array, i) => array.GetBytes(i)),
            StringViewType => new Utf8Reader<StringViewArray>(field, static (array, i) => array.GetBytes(i)),
            BinaryType => new BytesReader<BinaryArray>(field, static (array, i) => array.GetBytes(i)),
            LargeBinaryType => new BytesReader<LargeBinaryArray>(field, static (array, i) => array.GetBytes(i)),
            BinaryViewType => new BytesReader<BinaryViewArray>(field, static (array, i) => array.GetBytes(i)),
            FixedSizeBinaryType when IsUuid(field) => new ValueTypeReader<FixedSizeBinaryArray, Guid>(
                field,
                static (array, i) => new Guid(array.GetBytes(i), bigEndian: true)
            ),
            FixedSizeBinaryType and not (Decimal32Type or Decimal64Type or Decimal128Type or Decimal256Type) =>
                new BytesReader<FixedSizeBinaryArray>(field, static (array, i) => array.GetBytes(i)),
            _ => null,
        };

    private static ColumnReader? Number(Field field, IArrowType type) =>
        type switch
        {
            Int8Type => new ValueTypeReader<Int8Array, sbyte>(field, static (array, i) => array.Values[i]),
            Int16Type => new ValueTypeReader<Int16Array, short>(field, static (array, i) => array.Values[i]),
            Int32Type => new ValueTypeReader<Int32Array, int>(field, static (array, i) => array.Values[i]),
            Int64Type => new ValueTypeReader<Int64Array, long>(field, static (array, i) => array.Values[i]),
            UInt8Type => new ValueTypeReader<UInt8Array, byte>(field, static (array, i) => array.Values[i]),
            UInt16Type => new ValueTypeReader<UInt16Array, ushort>(field, static (array, i) => array.Values[i]),
            UInt32Type => new ValueTypeReader<UInt32Array, uint>(field, static (array, i) => array.Values[i]),
            UInt64Type => new ValueTypeReader<UInt64Array, ulong>(field, static (array, i) => array.Values[i]),
            HalfFloatType => new ValueTypeReader<HalfFloatArray, Half>(field, static (array, i) => array.Values[i]),
            FloatType => new ValueTypeReader<FloatArray, float>(field, static (array, i) => array.Values[i]),
            DoubleType => new ValueTypeReader<DoubleArray, double>(field, static (array, i) => array.Values[i]),
            Decimal32Type number => new DecimalReader(field, number.Scale),
            Decimal64Type number => new DecimalReader(field, number.Scale),
            Decimal128Type number => new DecimalReader(field, number.Scale),
            Decimal256Type number => new DecimalReader(field, number.Scale),
            _ => null,
        };

    private static ColumnReader? Time(Field field, IArrowType type) =>
        type switch
        {
            Date32Type => TemporalReaders.Date32(field),
            Date64Type => TemporalReaders.Date64(field),
            Time32Type time => TemporalReaders.Time32(field, time),
            Time64Type time => TemporalReaders.Time64(field, time),
            TimestampType timestamp => TemporalReaders.Timestamp(field, timestamp),
            DurationType duration => TemporalReaders.Duration(field, duration),
            _ => null,
        };

    private static ColumnReader? Nested(Field field, IArrowType type) =>
        type switch
        {
            MapType => new MapReader(field),
            StructType => new RecordReader(field),
            ListType => new ListReader<ListArray>(
                field,
                static array => array.Values,
                static (array, i) => (array.ValueOffsets[i], array.GetValueLength(i))
            ),
            LargeListType => new ListReader<LargeListArray>(
                field,
                static array => array.Values,
                static (array, i) => (checked((int)array.ValueOffsets[i]), array.GetValueLength(i))
            ),
            ListViewType => new ListReader<ListViewArray>(
                field,
                static array => array.Values,
                static (array, i) => (array.ValueOffsets[i], array.Sizes[i])
            ),
            LargeListViewType => new ListReader<LargeListViewArray>(
                field,
                static array => array.Values,
                static (array, i) => (checked((int)array.ValueOffsets[i]), array.GetValueLength(i))
            ),
            FixedSizeListType list => new ListReader<FixedSizeListArray>(
                field,
                static array => array.Values,
                (array, i) => ((array.Offset + i) * list.ListSize, list.ListSize)
            ),
            _ => null,
        };
}
