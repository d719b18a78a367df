using DominoDataLab.LocalServer.Data.Sql.Rows;
using Columns = DominoDataLab.LocalServer.Data.Sql.Rows.RowColumns<object?[]>;

namespace DominoDataLab.LocalServer.Data.Sql.Sqlite;

/// <summary>A column of a SQLite result, of the type that it was declared with, or else of its first values.</summary>
internal sealed class SqliteColumn(string name, string? declared, IEnumerable<object?> firstValues)
{
    private readonly Type _type = TypeOf(declared, firstValues);
    private RowColumn<object?[]>? _values;

    public string Name => name;

    public RowColumn<object?[]> Values =>
        _values ??=
            _type == typeof(long) ? Columns.Int64((row, at) => (long)row[at]!)
            : _type == typeof(double) ? Columns.Double((row, at) => row[at] is long whole ? whole : (double)row[at]!)
            : _type == typeof(byte[]) ? Columns.Binary((row, at) => (byte[])row[at]!)
            : Columns.String((row, at) => (string)row[at]!);

    /// <exception cref="QueryException">The value is of another type than the column.</exception>
    public void Append(object?[] row, int ordinal, long number)
    {
        if (row[ordinal] is not { } value)
        {
            Values.AppendNull();
        }
        else if (value.GetType() == _type || (value is long && _type == typeof(double)))
        {
            Values.Append(row, ordinal);
        }
        else
        {
            throw QueryException.Invalid(
                $"The column '{name}' is {Word(_type)}, but its value in row {number} is {Word(value.GetType())}. "
                    + $"Cast the column, as in CAST({name} AS TEXT)."
            );
        }
    }

    /// <summary>SQLite's own rules for the affinity of a declared type.</summary>
    private static Type TypeOf(string? declared, IEnumerable<object?> values) =>
        declared?.ToUpperInvariant() switch
        {
            { } type when type.Contains("INT", StringComparison.Ordinal) => typeof(long),
            { } type when type.Contains("CHAR", StringComparison.Ordinal) || type.Contains("TEXT", StringComparison.Ordinal) =>
                typeof(string),
            { } type when type.Contains("CLOB", StringComparison.Ordinal) => typeof(string),
            { } type when type.Contains("BLOB", StringComparison.Ordinal) => typeof(byte[]),
            { } type when type.Contains("REAL", StringComparison.Ordinal) || type.Contains("FLOA", StringComparison.Ordinal) =>
                typeof(double),
            { } type when type.Contains("DOUB", StringComparison.Ordinal) => typeof(double),
            _ => OfValues(values),
        };

    private static Type OfValues(IEnumerable<object?> values)
    {
        var types = values.Where(value => value is not null).Select(value => value!.GetType()).Distinct().ToList();
        return types.Count == 0 ? typeof(string)
            : types.Contains(typeof(double)) && types.TrueForAll(type => type == typeof(long) || type == typeof(double)) ? typeof(double)
            : types[0];
    }

    private static string Word(Type type) =>
        type == typeof(long) ? "an integer"
        : type == typeof(double) ? "a number"
        : type == typeof(byte[]) ? "a blob"
        : "text";
}
