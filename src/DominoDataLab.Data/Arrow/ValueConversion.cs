using System.Globalization;
using Apache.Arrow;
using DominoDataLab.Data.Queries;

namespace DominoDataLab.Data.Arrow;

/// <summary>Converts a column's values to a type that is not the column's own, if nothing is lost.</summary>
internal static class ValueConversion
{
    private static readonly HashSet<Type> Numbers =
    [
        typeof(sbyte),
        typeof(byte),
        typeof(short),
        typeof(ushort),
        typeof(int),
        typeof(uint),
        typeof(long),
        typeof(ulong),
        typeof(float),
        typeof(double),
        typeof(decimal),
    ];

    public static bool IsNumber(Type type) => Numbers.Contains(type) || type == typeof(Half);

    public static T Convert<T>(ColumnReader column, int row)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (column.IsNull(row))
        {
            return type != typeof(T) ? default! : throw ValueErrors.IsNull(column.Field, row);
        }

        return type == typeof(string) ? (T)(object)column.GetText(row)
            : type == typeof(long) && column is ICountReader counts ? (T)(object)counts.ReadCount(row)
            : Convert(column.GetValue(row), type) is T value ? value
            : throw ValueErrors.WrongType(column.Field, row, type);
    }

    private static object? Convert(object value, Type type) =>
        (value, type) switch
        {
            _ when type.IsInstanceOfType(value) => value,
            (Half half, _) => Convert((float)half, type),
            (DateOnly date, _) when type == typeof(DateTime) => date.ToDateTime(TimeOnly.MinValue),
            (DateTime time, _) when type == typeof(DateOnly) && time.TimeOfDay == TimeSpan.Zero => DateOnly.FromDateTime(time),
            (DateTimeOffset time, _) when type == typeof(DateTime) => time.UtcDateTime,
            (TimeOnly time, _) when type == typeof(TimeSpan) => time.ToTimeSpan(),
            (IConvertible number, _) when Numbers.Contains(value.GetType()) && Numbers.Contains(type) => Number(number, type),
            _ => null,
        };

    private static object? Number(IConvertible number, Type type)
    {
        try
        {
            var converted = number.ToType(type, CultureInfo.InvariantCulture);
            var back = ((IConvertible)converted).ToType(number.GetType(), CultureInfo.InvariantCulture);
            return back.Equals(number) ? converted : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}

/// <summary>The errors of reading single values.</summary>
internal static class ValueErrors
{
    public static DominoQueryException IsNull(Field field, int row) =>
        new($"Could not read column '{field.Name}': the value in row {row} of the batch is null. Ask for a nullable type.");

    public static DominoQueryException WrongType(Field field, int row, Type type) =>
        new(
            $"Could not read column '{field.Name}': the value in row {row} of the batch, of the Arrow type '{field.DataType.Name}', "
                + $"does not fit into {type.Name}. Ask for another type, or for String."
        );

    public static DominoQueryException NoValue(Field field, int row, Exception cause) =>
        new(
            $"Could not read column '{field.Name}': .NET has no counterpart for the value in row {row} of the batch, of the Arrow type "
                + $"'{field.DataType.Name}': {cause.Message}",
            innerException: cause
        );
}
