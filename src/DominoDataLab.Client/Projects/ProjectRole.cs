using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Projects;

/// <summary>The role of a collaborator in a project.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<ProjectRole>))]
public readonly record struct ProjectRole(string Value) : IOpenWord<ProjectRole>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>Has all rights of the owner.</summary>
    public static ProjectRole Owner { get; } = new("Owner");

    /// <summary>Can change files, run jobs and publish.</summary>
    public static ProjectRole Contributor { get; } = new("Contributor");

    /// <summary>Can see files and results.</summary>
    public static ProjectRole ResultsConsumer { get; } = new("ResultsConsumer");

    /// <summary>Can run launchers and see their results.</summary>
    public static ProjectRole LauncherUser { get; } = new("LauncherUser");

    /// <summary>Can use the exported files in other projects.</summary>
    public static ProjectRole ProjectImporter { get; } = new("ProjectImporter");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static ProjectRole IOpenWord<ProjectRole>.From(string value) => new(value);
}
