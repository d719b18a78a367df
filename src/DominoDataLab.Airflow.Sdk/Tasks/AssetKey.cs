namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>The name or the URI of an asset.</summary>
public readonly record struct AssetKey
{
    private AssetKey(string value, bool isUri)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        Value = value;
        IsUri = isUri;
    }

    internal string Value { get; }

    internal bool IsUri { get; }

    /// <summary>Creates the key of an asset with a name.</summary>
    public static AssetKey Name(string name) => new(name, isUri: false);

    /// <summary>Creates the key of an asset with a URI.</summary>
    public static AssetKey Uri(string uri) => new(uri, isUri: true);
}
