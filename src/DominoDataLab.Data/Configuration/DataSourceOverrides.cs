namespace DominoDataLab.Data.Configuration;

/// <summary>Settings and credentials of a request that replace the data source's own, by their names in the protocol.</summary>
internal sealed record DataSourceOverrides(IReadOnlyDictionary<string, string> Config, IReadOnlyDictionary<string, string> Credentials)
{
    /// <summary>Returns the names only: the values are secrets.</summary>
    public override string ToString() => $"config {string.Join(", ", Config.Keys)}; credentials {string.Join(", ", Credentials.Keys)}";
}
