using System.Collections.Immutable;

namespace DominoDataLab.Data.Configuration;

/// <summary>Settings and credentials to use in place of a data source's own. There is a record for each type of data source.</summary>
/// <remarks>A property that is null is not sent, so the data source's own value is used. An empty string is sent. Two records are equal if
/// they have the same type and values. <see cref="ToString"/> shows no value, because credentials are among them.</remarks>
public abstract record DataSourceConfig
{
    internal static readonly ImmutableDictionary<string, string> None = ImmutableDictionary<string, string>.Empty;

    private protected DataSourceConfig() { }

    internal ImmutableDictionary<string, string> Settings { get; private set; } = None;

    internal ImmutableDictionary<string, string> Credentials { get; private set; } = None;

    /// <summary>Returns the names of the values that are set.</summary>
    public sealed override string ToString() => $"{GetType().Name} ({string.Join(", ", Settings.Keys.Concat(Credentials.Keys).Order())})";

    /// <summary>Compares the types and all values.</summary>
    /// <param name="other">The other configuration.</param>
    public virtual bool Equals(DataSourceConfig? other) =>
        other?.EqualityContract == EqualityContract && Same(Settings, other.Settings) && Same(Credentials, other.Credentials);

    /// <summary>Returns a hash of the type and the names of the values.</summary>
    public override int GetHashCode() => HashCode.Combine(EqualityContract, Settings.Count, Credentials.Count);

    private protected string? Setting(string name) => Settings.GetValueOrDefault(name);

    private protected void SetSetting(string name, string? value) => Settings = With(Settings, name, value);

    private protected string? Credential(string name) => Credentials.GetValueOrDefault(name);

    private protected void SetCredential(string name, string? value) => Credentials = With(Credentials, name, value);

    private static ImmutableDictionary<string, string> With(ImmutableDictionary<string, string> values, string name, string? value) =>
        value is null ? values.Remove(name) : values.SetItem(name, value);

    private static bool Same(ImmutableDictionary<string, string> one, ImmutableDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
