using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Projects;

/// <summary>The relationship of the user to the projects of a list.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<ProjectRelationship>))]
public readonly record struct ProjectRelationship(string Value) : IOpenWord<ProjectRelationship>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>Projects that the user owns.</summary>
    public static ProjectRelationship Owned { get; } = new("Owned");

    /// <summary>Projects on which the user collaborates.</summary>
    public static ProjectRelationship Collaborating { get; } = new("Collaborating");

    /// <summary>Projects that the user owns or collaborates on.</summary>
    public static ProjectRelationship OwnedAndCollaborating { get; } = new("OwnedAndCollaborating");

    /// <summary>Projects that the deployment suggests.</summary>
    public static ProjectRelationship Suggested { get; } = new("Suggested");

    /// <summary>Popular projects.</summary>
    public static ProjectRelationship Popular { get; } = new("Popular");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static ProjectRelationship IOpenWord<ProjectRelationship>.From(string value) => new(value);
}
