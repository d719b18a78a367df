using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>An asset: data that tasks produce and that can trigger DAG runs.</summary>
public sealed record Asset
{
    /// <summary>Gets the name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets the URI.</summary>
    public string Uri { get; init; } = "";

    /// <summary>Gets the group, or null if Airflow didn't send it.</summary>
    public string? Group { get; init; }

    /// <summary>Gets the additional data of the asset. If nothing was added, the kind is Undefined.</summary>
    public JsonElement Extra { get; init; }
}
