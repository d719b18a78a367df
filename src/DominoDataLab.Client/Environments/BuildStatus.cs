using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Environments;

/// <summary>The status of the build of a revision. A status that this version does not know is not final.</summary>
/// <param name="Value">The word as the server writes it, in lower case.</param>
[JsonConverter(typeof(OpenWordConverter<BuildStatus>))]
public readonly record struct BuildStatus(string Value) : IOpenWord<BuildStatus>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>Waiting.</summary>
    public static BuildStatus Queued { get; } = new("queued");

    /// <summary>Being built.</summary>
    public static BuildStatus Building { get; } = new("building");

    /// <summary>Ended: ready for use.</summary>
    public static BuildStatus Succeeded { get; } = new("succeeded");

    /// <summary>Ended: it could not be built.</summary>
    public static BuildStatus Failed { get; } = new("failed");

    /// <summary>The build was stopped by a user.</summary>
    public static BuildStatus Killed { get; } = new("killed");

    /// <summary>true if a build in this status will not change any more; otherwise, false.</summary>
    public bool IsFinal => Value is "succeeded" or "failed" or "killed";

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static BuildStatus IOpenWord<BuildStatus>.From(string value) => new(value);
}
