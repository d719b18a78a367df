using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>The status of a dataset or snapshot, as Domino writes it.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<DatasetStatus>))]
public readonly record struct DatasetStatus(string Value) : IOpenWord<DatasetStatus>
{
    /// <summary>Gets the word as the server writes it. The word of a default value is empty.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>The snapshot is waiting to be created.</summary>
    public static DatasetStatus Pending { get; } = new("Pending");

    /// <summary>A snapshot's files are being copied.</summary>
    public static DatasetStatus Copying { get; } = new("Copying");

    /// <summary>The dataset or snapshot can be used.</summary>
    public static DatasetStatus Active { get; } = new("Active");

    /// <summary>The snapshot could not be created.</summary>
    public static DatasetStatus Failed { get; } = new("Failed");

    /// <summary>The dataset or snapshot is marked for deletion. Until it is deleted, its name cannot be used.</summary>
    public static DatasetStatus MarkedForDeletion { get; } = new("MarkedForDeletion");

    /// <summary>The files are being deleted.</summary>
    public static DatasetStatus DeletionInProgress { get; } = new("DeletionInProgress");

    /// <summary>The dataset or snapshot is deleted.</summary>
    public static DatasetStatus Deleted { get; } = new("Deleted");

    /// <summary>true if it is not active and never will be; otherwise, false. A status that is not known here may become active.</summary>
    public bool IsLost => Value is "Failed" or "MarkedForDeletion" or "DeletionInProgress" or "Deleted";

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static DatasetStatus IOpenWord<DatasetStatus>.From(string value) => new(value);
}
