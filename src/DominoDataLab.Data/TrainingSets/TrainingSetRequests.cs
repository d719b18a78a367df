using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>Describes a version of a training set to create. Every column that is named here must be in the frame.</summary>
public sealed record CreateTrainingSetVersionRequest
{
    /// <summary>Gets the name of the training set: letters and digits of ASCII, <c>-</c> and <c>_</c>. The training set is created with its
    /// first version.</summary>
    public required string TrainingSetName { get; init; }

    /// <summary>Gets the description. By default, it is not set.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the columns that identify rows. By default, the list is empty.</summary>
    public IReadOnlyList<string> KeyColumns { get; init; } = [];

    /// <summary>Gets the columns that are predicted. For classification, list them among the categorical columns, too. The default is
    /// none.</summary>
    public IReadOnlyList<string> TargetColumns { get; init; } = [];

    /// <summary>Gets the columns that are left out of the training frame. By default, the list is empty.</summary>
    public IReadOnlyList<string> ExcludeColumns { get; init; } = [];

    /// <summary>Gets how model monitoring understands the columns.</summary>
    public MonitoringMeta MonitoringMeta { get; init; } = new();

    /// <summary>Gets the metadata, which versions can be found by. By default, it is empty.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();
}

/// <summary>Says which training sets to list.</summary>
public sealed record TrainingSetQuery
{
    /// <summary>Gets the metadata that the training sets must have. By default, it is empty.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether the oldest come first. The default is true.</summary>
    public bool IsAscending { get; init; } = true;

    /// <summary>Gets the number of training sets to skip. The default is 0.</summary>
    public int Offset { get; init; }

    /// <summary>Gets the largest number of training sets to list. The default is 10,000.</summary>
    public int Limit { get; init; } = 10_000;
}

/// <summary>Says which versions of training sets to list.</summary>
public sealed record TrainingSetVersionQuery
{
    /// <summary>Gets the metadata that the versions must have. By default, it is empty.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the name of the training set. If null, versions of all training sets are listed.</summary>
    public string? TrainingSetName { get; init; }

    /// <summary>Gets the metadata that the training sets must have. By default, it is empty.</summary>
    public IReadOnlyDictionary<string, string> TrainingSetMeta { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether the oldest come first. The default is true.</summary>
    public bool IsAscending { get; init; } = true;

    /// <summary>Gets the number of versions to skip. The default is 0.</summary>
    public int Offset { get; init; }

    /// <summary>Gets the largest number of versions to list. The default is 10,000.</summary>
    public int Limit { get; init; } = 10_000;
}

internal sealed record FindSetsBody(string? ProjectId, IReadOnlyDictionary<string, string> Meta);

internal sealed record FindVersionsBody(
    string? ProjectId,
    IReadOnlyDictionary<string, string> TrainingSetMeta,
    IReadOnlyDictionary<string, string> Meta,
    string? TrainingSetName
);

internal sealed record UpdateSetBody(
    IReadOnlyDictionary<string, string> Meta,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Description
);

internal sealed record CreateVersionBody(
    string? ProjectId,
    IReadOnlyList<string> KeyColumns,
    IReadOnlyList<string> TargetColumns,
    IReadOnlyList<string> ExcludeColumns,
    IReadOnlyList<string> AllColumns,
    MonitoringMeta MonitoringMeta,
    IReadOnlyDictionary<string, string> Meta,
    string? Description
);

internal sealed record UpdateVersionBody(
    IReadOnlyList<string> KeyColumns,
    IReadOnlyList<string> TargetColumns,
    IReadOnlyList<string> ExcludeColumns,
    MonitoringMeta MonitoringMeta,
    IReadOnlyDictionary<string, string> Meta,
    bool Pending,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Description
);
