using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>A training set: a name that versions of training data are kept under. Two are equal if all their values are.</summary>
public sealed record TrainingSet
{
    /// <summary>Gets the ID.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the ID of the project that the training set belongs to.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the description, or null if it is not set.</summary>
    [JsonIgnore]
    public string? Description
    {
        get;
        init => (field, IsDescriptionKnown) = (value, true);
    }

    /// <summary>Gets the metadata, which training sets can be found by.</summary>
    public IReadOnlyDictionary<string, string> Meta
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>Gets when the training set was created.</summary>
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    // A description that neither the server nor the caller gave is left out of an update.
    internal bool IsDescriptionKnown { get; private init; }

    [JsonInclude]
    [JsonPropertyName("description")]
    internal string? ReceivedDescription
    {
        get => Description;
        init => (Description, IsDescriptionKnown) = (value, value is not null);
    }

    /// <summary>Compares all values.</summary>
    /// <param name="other">The other training set.</param>
    public bool Equals(TrainingSet? other) =>
        other is not null
        && (Id, Name, ProjectId, Description, CreationTime)
            == (other.Id, other.Name, other.ProjectId, other.Description, other.CreationTime)
        && Values.AreSame(Meta, other.Meta);

    /// <summary>Returns a hash of the ID and name.</summary>
    public override int GetHashCode() => HashCode.Combine(Id, Name);
}
