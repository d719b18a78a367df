using System.Collections;
using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Apache.Arrow;

namespace DominoDataLab.Data.Queries;

/// <summary>The rows of a query result for code that is written for ADO.NET.</summary>
internal sealed class QueryDataReader(QueryResult result) : DbDataReader, IDbColumnSchemaGenerator
{
    private readonly QueryRow _row = new(result.Schema);
    private RecordBatch? _batch;
    private State _state;
    private bool? _hasRows;

    private enum State
    {
        BeforeRow,
        OnRow,
        AfterRows,
        Closed,
    }

    public override int FieldCount => _row.ColumnCount;

    public override int Depth => 0;

    public override int RecordsAffected => -1;

    public override bool IsClosed => _state is State.Closed;

    /// <summary>Gets whether the result has rows. Before the first call to Read it waits for them.</summary>
    public override bool HasRows => _hasRows ?? (_state is not State.Closed && NextBatchAsync(default).AsTask().GetAwaiter().GetResult());

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => ReadAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (_state is State.AfterRows)
        {
            return false;
        }

        while (_batch is null || !_row.MoveNext())
        {
            if (!await NextBatchAsync(cancellationToken).ConfigureAwait(false))
            {
                _state = State.AfterRows;
                return false;
            }
        }

        _state = State.OnRow;
        return true;
    }

    public override bool NextResult() => false;

    public override void Close() => CloseAsync().GetAwaiter().GetResult();

    public override async Task CloseAsync()
    {
        _state = State.Closed;
        _batch?.Dispose();
        _batch = null;
        await result.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    public override bool IsDBNull(int ordinal) => Row.IsNull(ordinal);

    public override object GetValue(int ordinal) => Row.GetValue(ordinal) ?? DBNull.Value;

    public override T GetFieldValue<T>(int ordinal) =>
        typeof(T) == typeof(object) || typeof(T) == typeof(DBNull) ? (T)GetValue(ordinal) : Row.Get<T>(ordinal);

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            values[ordinal] = GetValue(ordinal);
        }

        return count;
    }

    public override bool GetBoolean(int ordinal) => Row.Get<bool>(ordinal);

    public override byte GetByte(int ordinal) => Row.Get<byte>(ordinal);

    public override char GetChar(int ordinal) =>
        GetString(ordinal) is [var only] ? only : throw new InvalidCastException("The value is not a single character.");

    public override short GetInt16(int ordinal) => Row.Get<short>(ordinal);

    public override int GetInt32(int ordinal) => Row.Get<int>(ordinal);

    public override long GetInt64(int ordinal) => Row.Get<long>(ordinal);

    public override float GetFloat(int ordinal) => Row.Get<float>(ordinal);

    public override double GetDouble(int ordinal) => Row.Get<double>(ordinal);

    public override decimal GetDecimal(int ordinal) => Row.Get<decimal>(ordinal);

    public override string GetString(int ordinal) => Row.Get<string>(ordinal);

    public override DateTime GetDateTime(int ordinal) => Row.Get<DateTime>(ordinal);

    public override Guid GetGuid(int ordinal) => Row.Get<Guid>(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        Copy(Row.Get<byte[]>(ordinal), dataOffset, buffer, bufferOffset, length);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Copy(GetString(ordinal).ToCharArray(), dataOffset, buffer, bufferOffset, length);

    public override string GetName(int ordinal) => _row.Column(ordinal).Field.Name;

    public override int GetOrdinal(string name) => _row.GetOrdinal(name);

    public override string GetDataTypeName(int ordinal) => _row.Column(ordinal).Field.DataType.Name;

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2073",
        Justification = "The types are of the base library and are used here, so they stay."
    )]
    public override Type GetFieldType(int ordinal) => _row.Column(ordinal).ValueType;

    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    public ReadOnlyCollection<DbColumn> GetColumnSchema() =>
        [.. Enumerable.Range(0, FieldCount).Select(ordinal => new Column(this, ordinal, _row.Column(ordinal).Field))];

    [UnconditionalSuppressMessage("Trimming", "IL2111", Justification = "A schema table holds types; none is made through them.")]
    public override DataTable GetSchemaTable()
    {
        var table = new DataTable("SchemaTable") { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add(SchemaTableColumn.ColumnName, typeof(string));
        table.Columns.Add(SchemaTableColumn.ColumnOrdinal, typeof(int));
        table.Columns.Add(SchemaTableColumn.ColumnSize, typeof(int));
        table.Columns.Add(SchemaTableColumn.DataType, typeof(Type));
        table.Columns.Add(SchemaTableColumn.AllowDBNull, typeof(bool));
        foreach (var column in GetColumnSchema())
        {
            table.Rows.Add(column.ColumnName, column.ColumnOrdinal, -1, column.DataType, column.AllowDBNull);
        }

        return table;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }

        base.Dispose(disposing);
    }

    private QueryRow Row =>
        _state is State.OnRow ? _row : throw new InvalidOperationException("The reader is not on a row. Call Read before reading values.");

    private async ValueTask<bool> NextBatchAsync(CancellationToken cancellationToken)
    {
        do
        {
            _batch?.Dispose();
            _batch = await result.ReadBatchAsync(cancellationToken).ConfigureAwait(false);
        } while (_batch is { Length: 0 });

        _hasRows = _hasRows is true || _batch is not null;
        if (_batch is null)
        {
            return false;
        }

        _row.MoveTo(_batch);
        return true;
    }

    private static long Copy<T>(T[] source, long sourceOffset, T[]? buffer, int bufferOffset, int length)
    {
        if (buffer is null)
        {
            return source.Length;
        }

        var count = (int)Math.Max(0, Math.Min(length, source.Length - sourceOffset));
        System.Array.Copy(source, sourceOffset, buffer, bufferOffset, count);
        return count;
    }

    private sealed class Column : DbColumn
    {
        public Column(QueryDataReader reader, int ordinal, Field field)
        {
            ColumnName = field.Name;
            ColumnOrdinal = ordinal;
            DataType = reader.GetFieldType(ordinal);
            DataTypeName = field.DataType.Name;
            AllowDBNull = field.IsNullable;
            IsReadOnly = true;
        }
    }
}
