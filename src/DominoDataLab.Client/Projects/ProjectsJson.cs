using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Projects;

internal sealed record CreateProjectBody(string Name, ProjectVisibility Visibility, string OwnerId, string Description, IReadOnlyList<ProjectCollaborator> Collaborators, TagNames Tags, ProjectBillingTag? BillingTag);

internal sealed record TagNames([property: JsonPropertyName("tagNames")] IReadOnlyList<string> Names);

internal sealed record ForkBody(string Name);

internal sealed record User(string Id, string UserName, string? Email = null);

/// <summary>The JSON of projects.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(List<Project>))]
[JsonSerializable(typeof(CreateProjectBody))]
[JsonSerializable(typeof(ForkBody))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(List<User>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ProjectsJson : JsonSerializerContext;
