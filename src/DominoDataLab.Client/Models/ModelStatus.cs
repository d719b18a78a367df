using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Models;

/// <summary>The status of a version of a model. A status that this version of the library does not know is not final.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<ModelStatus>))]
public readonly record struct ModelStatus(string Value) : IOpenWord<ModelStatus>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>The version is being built.</summary>
    public static ModelStatus Building { get; } = new("Building");

    /// <summary>The version is running.</summary>
    public static ModelStatus Running { get; } = new("Running");

    /// <summary>The version was stopped by a user.</summary>
    public static ModelStatus Stopped { get; } = new("Stopped");

    /// <summary>The version could not be built or started, or has crashed.</summary>
    public static ModelStatus Failed { get; } = new("Failed");

    /// <summary>true if a version in this status is running or will not run without a user; otherwise, false.</summary>
    public bool IsSettled => Value is "Running" or "Stopped" or "Failed";

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static ModelStatus IOpenWord<ModelStatus>.From(string value) => new(value);
}
