using System.Text.Json.Serialization;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>How model monitoring understands the columns of a training set. Two are equal if their lists are.</summary>
/// <remarks>Columns in none of these lists, nor among the key and exclude columns, are numerical.</remarks>
public sealed record MonitoringMeta
{
    /// <summary>Gets the columns that hold points in time.</summary>
    [JsonConverter(typeof(ColumnNamesConverter))]
    public IReadOnlyList<string> TimestampColumns
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Gets the columns whose values are categories.</summary>
    [JsonConverter(typeof(ColumnNamesConverter))]
    public IReadOnlyList<string> CategoricalColumns
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Gets the columns whose values are ordered categories. Model monitoring currently skips them.</summary>
    [JsonConverter(typeof(ColumnNamesConverter))]
    public IReadOnlyList<string> OrdinalColumns
    {
        get;
        init => field = value ?? [];
    } = [];

    internal IEnumerable<string> All => TimestampColumns.Concat(CategoricalColumns).Concat(OrdinalColumns);

    /// <summary>Compares the lists.</summary>
    /// <param name="other">The other instance.</param>
    public bool Equals(MonitoringMeta? other) =>
        other is not null
        && TimestampColumns.SequenceEqual(other.TimestampColumns)
        && CategoricalColumns.SequenceEqual(other.CategoricalColumns)
        && OrdinalColumns.SequenceEqual(other.OrdinalColumns);

    /// <summary>Returns a hash of the number of columns.</summary>
    public override int GetHashCode() => HashCode.Combine(TimestampColumns.Count, CategoricalColumns.Count, OrdinalColumns.Count);
}
