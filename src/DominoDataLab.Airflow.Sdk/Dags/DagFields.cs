namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>Collects the fields of a serialized object.</summary>
internal sealed class DagFields
{
    public Dictionary<string, object?> Values { get; } = [];

    public DagFields Add(string name, object? value)
    {
        Values[name] = value;
        return this;
    }

    /// <summary>Adds a field if there is a value.</summary>
    public DagFields AddIf(string name, object? value) => value is null ? this : Add(name, value);

    /// <summary>Adds a field if its value differs from the default of Airflow's format.</summary>
    public DagFields AddUnless<T>(string name, T? value, T defaultValue) =>
        value is null || value.Equals(defaultValue) ? this : Add(name, value);

    // A decimal: a whole number of seconds is written without a fraction.
    public static decimal? Seconds(DateTimeOffset? time) => Seconds(time - DateTimeOffset.UnixEpoch);

    public static decimal? Seconds(TimeSpan? duration) => (decimal?)duration?.TotalSeconds;
}
