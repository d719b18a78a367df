using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.BillingTags;

namespace DominoDataLab.Client.Projects;

internal sealed record CreateProjectBody(
    string Name,
    ProjectVisibility Visibility,
    string OwnerId,
    string Description,
    IReadOnlyList<ProjectCollaborator> Collaborators,
    TagNames Tags,
    TagBody? BillingTag
);

internal sealed record TagNames([property: JsonPropertyName("tagNames")] IReadOnlyList<string> Names);

internal sealed record ForkBody(string Name);

internal sealed record DescriptionBody(string Description);

internal sealed record VisibilityBody(ProjectVisibility Visibility);

internal sealed record UseableEnvironments(List<EnvironmentName> Environments);

internal sealed record EnvironmentName(string Id, string Name);

/// <summary>The JSON of projects.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(List<Project>))]
[JsonSerializable(typeof(CreateProjectBody))]
[JsonSerializable(typeof(ForkBody))]
[JsonSerializable(typeof(DescriptionBody))]
[JsonSerializable(typeof(VisibilityBody))]
[JsonSerializable(typeof(AddedTags))]
[JsonSerializable(typeof(List<ProjectTag>))]
[JsonSerializable(typeof(ProjectTagDetails))]
[JsonSerializable(typeof(InviteBody))]
[JsonSerializable(typeof(List<CollaboratorName>))]
[JsonSerializable(typeof(CollaboratorNameObject))]
[JsonSerializable(typeof(ProjectSettings))]
[JsonSerializable(typeof(UpdateSettingsBody))]
[JsonSerializable(typeof(UseableEnvironments))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ProjectsJson : JsonSerializerContext;
