using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>Where a dataset or snapshot stands, as Domino writes it.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<DatasetStatus>))]
public readonly record struct DatasetStatus(string Value) : IOpenWord<DatasetStatus>
{
    /// <summary>It waits to be made.</summary>
    public static DatasetStatus Pending { get; } = new("Pending");

    /// <summary>A snapshot's files are being copied.</summary>
    public static DatasetStatus Copying { get; } = new("Copying");

    /// <summary>It can be used.</summary>
    public static DatasetStatus Active { get; } = new("Active");

    /// <summary>It could not be made.</summary>
    public static DatasetStatus Failed { get; } = new("Failed");

    /// <summary>It was removed and waits for its deletion; until then its name stays taken.</summary>
    public static DatasetStatus MarkedForDeletion { get; } = new("MarkedForDeletion");

    /// <summary>Its files are being deleted.</summary>
    public static DatasetStatus DeletionInProgress { get; } = new("DeletionInProgress");

    /// <summary>It is gone.</summary>
    public static DatasetStatus Deleted { get; } = new("Deleted");

    /// <summary>Whether it is not active and never will be. A status that is not known here may become active.</summary>
    public bool IsLost => Value is "Failed" or "MarkedForDeletion" or "DeletionInProgress" or "Deleted";

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static DatasetStatus IOpenWord<DatasetStatus>.From(string value) => new(value);
}
