using System.Collections.Frozen;
using Apache.Arrow;
using DominoDataLab.Data.Arrow;

namespace DominoDataLab.Data.Queries;

/// <summary>A row of a query result.</summary>
/// <remarks>
/// <para>Arrow types are read as these .NET types: integers and floating-point numbers of every size as they are; decimals as
/// <see cref="decimal"/>; strings as <see cref="string"/>; binary values as arrays of bytes; dates as <see cref="DateOnly"/>; times of day
/// as <see cref="TimeOnly"/>; timestamps with a time zone as <see cref="DateTimeOffset"/> in UTC and those without one as
/// <see cref="DateTime"/>; durations as <see cref="TimeSpan"/>; UUIDs as <see cref="Guid"/>; lists as arrays of objects; structs as
/// dictionaries; maps as arrays of pairs. Dictionary-encoded, run-end-encoded, and extension columns are read as their values.</para>
/// <para>A number can be read as another number type if its value fits exactly, a date as <see cref="DateTime"/>, a timestamp as
/// <see cref="long"/> in its own unit, and everything as <see cref="string"/>.</para>
/// </remarks>
public sealed class QueryRow
{
    private readonly ColumnReader[] _columns;
    private readonly FrozenDictionary<string, int> _ordinals;
    private int _index;
    private int _length;

    internal QueryRow(Schema schema)
    {
        _columns = ColumnReaders.Create(schema);
        // The first of several columns of one name.
        _ordinals = _columns
            .Select((column, ordinal) => (column.Field.Name, Ordinal: ordinal))
            .DistinctBy(column => column.Name)
            .ToFrozenDictionary(column => column.Name, column => column.Ordinal);
    }

    /// <summary>Gets the number of columns.</summary>
    public int ColumnCount => _columns.Length;

    /// <summary>Gets a value by the name of its column.</summary>
    /// <typeparam name="T">The type to read the value as. For a column with nulls, use a nullable value type or
    /// <see cref="GetOrDefault{T}(string)"/>.</typeparam>
    /// <param name="column">The name of the column. If several columns have it, the first of them is read.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The result has no such column.</exception>
    /// <exception cref="DominoQueryException">The value is null and the type is not a nullable value type, or it does not fit into the
    /// type.</exception>
    public T Get<T>(string column) => Get<T>(GetOrdinal(column));

    /// <summary>Gets a value by the number of its column.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="ordinal">The number of the column, from 0.</param>
    /// <returns>The value.</returns>
    /// <exception cref="DominoQueryException">The value is null and the type is not a nullable value type, or it does not fit into the
    /// type.</exception>
    public T Get<T>(int ordinal) => _columns[ordinal].Get<T>(_index);

    /// <summary>Gets a value by the name of its column, or the type's default if the value is null.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="column">The name of the column.</param>
    /// <returns>The value; null for a null in a reference type or a nullable type, and 0 or false for one in another type.</returns>
    /// <exception cref="ArgumentException">The result has no such column.</exception>
    /// <exception cref="DominoQueryException">The value does not fit into the type.</exception>
    public T? GetOrDefault<T>(string column) => GetOrDefault<T>(GetOrdinal(column));

    /// <summary>Gets a value by the number of its column, or the type's default if the value is null.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="ordinal">The number of the column, from 0.</param>
    /// <returns>The value; null for a null in a reference type or a nullable type, and 0 or false for one in another type.</returns>
    /// <exception cref="DominoQueryException">The value does not fit into the type.</exception>
    public T? GetOrDefault<T>(int ordinal) => IsNull(ordinal) ? default : Get<T>(ordinal);

    /// <summary>Gets whether a value is null.</summary>
    /// <param name="column">The name of the column.</param>
    /// <returns>true if the value is null; otherwise, false.</returns>
    /// <exception cref="ArgumentException">The result has no such column.</exception>
    public bool IsNull(string column) => IsNull(GetOrdinal(column));

    /// <summary>Gets whether a value is null.</summary>
    /// <param name="ordinal">The number of the column, from 0.</param>
    /// <returns>true if the value is null; otherwise, false.</returns>
    public bool IsNull(int ordinal) => _columns[ordinal].IsNull(_index);

    /// <summary>Gets the number of a column.</summary>
    /// <param name="column">The name of the column.</param>
    /// <returns>The number of the first column of that name, from 0.</returns>
    /// <exception cref="ArgumentException">The result has no such column.</exception>
    public int GetOrdinal(string column) =>
        _ordinals.TryGetValue(column, out var ordinal)
            ? ordinal
            : throw new ArgumentException(
                $"The query result has no column '{column}'. Its columns are: "
                    + $"{string.Join(", ", _columns.Select(known => known.Field.Name))}.",
                nameof(column)
            );

    internal ColumnReader Column(int ordinal) => _columns[ordinal];

    internal object? GetValue(int ordinal) => IsNull(ordinal) ? null : _columns[ordinal].GetValue(_index);

    internal void MoveTo(RecordBatch batch)
    {
        (_index, _length) = (-1, batch.Length);
        for (var ordinal = 0; ordinal < _columns.Length; ordinal++)
        {
            _columns[ordinal].Bind(batch.Column(ordinal));
        }
    }

    internal bool MoveNext() => ++_index < _length;
}
