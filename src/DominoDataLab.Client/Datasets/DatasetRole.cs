using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>The role of a user in a dataset, as Domino writes it.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<DatasetRole>))]
public readonly record struct DatasetRole(string Value) : IOpenWord<DatasetRole>
{
    /// <summary>Gets the word as the server writes it. The word of a default value is empty.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>Has all rights, including to grant roles and to delete.</summary>
    public static DatasetRole Owner { get; } = new("DatasetRwOwner");

    /// <summary>Can change files and details, and create and tag snapshots.</summary>
    public static DatasetRole Editor { get; } = new("DatasetRwEditor");

    /// <summary>Can read the files.</summary>
    public static DatasetRole Reader { get; } = new("DatasetRwReader");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static DatasetRole IOpenWord<DatasetRole>.From(string value) => new(value);
}

/// <summary>The role of a user in a dataset.</summary>
public sealed record DatasetGrant
{
    /// <summary>Gets the ID of the user or organization.</summary>
    public required string TargetId { get; init; }

    /// <summary>Gets the role.</summary>
    public required DatasetRole TargetRole { get; init; }

    /// <summary>Gets the name of the user or organization.</summary>
    public string? TargetName { get; init; }

    /// <summary>true if it is an organization; otherwise, false.</summary>
    public bool IsOrganization { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
