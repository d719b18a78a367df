using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Projects;

/// <summary>The visibility of a project.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<ProjectVisibility>))]
public readonly record struct ProjectVisibility(string Value) : IOpenWord<ProjectVisibility>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>All users of the deployment can see the project.</summary>
    public static ProjectVisibility Public { get; } = new("Public");

    /// <summary>Only collaborators can see the project.</summary>
    public static ProjectVisibility Private { get; } = new("Private");

    /// <summary>All users can find the project, but only collaborators can open it.</summary>
    public static ProjectVisibility Searchable { get; } = new("Searchable");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static ProjectVisibility IOpenWord<ProjectVisibility>.From(string value) => new(value);
}
