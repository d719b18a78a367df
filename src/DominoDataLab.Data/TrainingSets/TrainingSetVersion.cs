using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>A version of a training set. Two are equal if all their values are.</summary>
public sealed record TrainingSetVersion
{
    /// <summary>Gets the ID.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the name of the training set.</summary>
    public required string TrainingSetName { get; init; }

    /// <summary>Gets the number of the version, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the description, or null if it is not set.</summary>
    [JsonIgnore]
    public string? Description
    {
        get;
        init => (field, IsDescriptionKnown) = (value, true);
    }

    /// <summary>Gets the columns that identify rows.</summary>
    [JsonConverter(typeof(ColumnNamesConverter))]
    public IReadOnlyList<string> KeyColumns
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Gets the columns that are predicted. For classification, list them among the categorical columns, too.</summary>
    [JsonConverter(typeof(ColumnNamesConverter))]
    public IReadOnlyList<string> TargetColumns
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Gets the columns that are left out of the training frame.</summary>
    [JsonConverter(typeof(ColumnNamesConverter))]
    public IReadOnlyList<string> ExcludeColumns
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Gets all columns in the order of the frame.</summary>
    [JsonConverter(typeof(ColumnNamesConverter))]
    public IReadOnlyList<string> AllColumns
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Gets how model monitoring understands the columns.</summary>
    public MonitoringMeta MonitoringMeta
    {
        get;
        init => field = value ?? new();
    } = new();

    /// <summary>Gets the metadata, which versions can be found by.</summary>
    public IReadOnlyDictionary<string, string> Meta
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>Gets the path of the version's data on the server.</summary>
    public string? Path { get; init; }

    /// <summary>Gets the path of the version's data below the training-set folder.</summary>
    public string? ContainerPath { get; init; }

    /// <summary>Gets whether the version's data is not complete yet.</summary>
    [JsonPropertyName("pending")]
    public bool IsPending { get; init; } = true;

    /// <summary>Gets when the version was created.</summary>
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

    /// <summary>Compares all values. Creation times are equal within a millisecond, because the server shortens them later.</summary>
    /// <param name="other">The other version.</param>
    public bool Equals(TrainingSetVersion? other) =>
        other is not null
        && (Id, TrainingSetName, Number, Description) == (other.Id, other.TrainingSetName, other.Number, other.Description)
        && (Path, ContainerPath, IsPending) == (other.Path, other.ContainerPath, other.IsPending)
        && (CreationTime - other.CreationTime).GetValueOrDefault().Duration() <= TimeSpan.FromMilliseconds(1)
        && CreationTime.HasValue == other.CreationTime.HasValue
        && KeyColumns.SequenceEqual(other.KeyColumns)
        && TargetColumns.SequenceEqual(other.TargetColumns)
        && ExcludeColumns.SequenceEqual(other.ExcludeColumns)
        && AllColumns.SequenceEqual(other.AllColumns)
        && MonitoringMeta.Equals(other.MonitoringMeta)
        && Values.AreSame(Meta, other.Meta);

    /// <summary>Returns a hash of the name and number.</summary>
    public override int GetHashCode() => HashCode.Combine(TrainingSetName, Number);
}
