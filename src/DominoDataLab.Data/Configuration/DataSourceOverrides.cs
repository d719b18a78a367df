namespace DominoDataLab.Data.Configuration;

/// <summary>What a request says in place of a data source's own settings and credentials, by the names of the protocol.</summary>
internal sealed record DataSourceOverrides(IReadOnlyDictionary<string, string> Config, IReadOnlyDictionary<string, string> Credentials)
{
    /// <summary>Returns the names only: the values are secrets.</summary>
    public override string ToString() => $"config {string.Join(", ", Config.Keys)}; credentials {string.Join(", ", Credentials.Keys)}";
}
