using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.DataSources;

/// <summary>A data source as Domino describes it.</summary>
public sealed record DataSourceDetails
{
    /// <summary>Gets the ID, 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the description, or null if it is not set.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the ID of the owner.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Gets the owner.</summary>
    public DataSourceOwner? OwnerInfo { get; init; }

    /// <summary>Gets the type.</summary>
    public DataSourceType DataSourceType { get; init; }

    /// <summary>Gets how the data source authenticates.</summary>
    public DataSourceAuthentication AuthType { get; init; }

    /// <summary>Gets the settings, such as <c>bucket</c> and <c>region</c>. Values that are not strings are kept as JSON text.</summary>
    [JsonConverter(typeof(SettingsConverter))]
    public IReadOnlyDictionary<string, string>? Config { get; init; }

    /// <summary>Gets the status: <c>Active</c>, <c>Pending</c> or <c>Deleted</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets the IDs of the projects that use the data source.</summary>
    public IReadOnlyList<string>? ProjectIds { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The owner of a data source.</summary>
public sealed record DataSourceOwner
{
    /// <summary>Gets the user name.</summary>
    public string? OwnerName { get; init; }

    /// <summary>Gets the mail address.</summary>
    public string? OwnerEmail { get; init; }
}
