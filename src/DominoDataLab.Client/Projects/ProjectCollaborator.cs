using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Projects;

/// <summary>A user or an organization that works on a project.</summary>
/// <param name="CollaboratorId">The ID of the user, or of the organization as a user.</param>
/// <param name="ProjectRole">The role.</param>
public sealed record ProjectCollaborator(string CollaboratorId, ProjectRole ProjectRole);

internal sealed record InviteBody(IReadOnlyList<string> CollaboratorUsernameOrEmails, string? WelcomeMessage);

/// <summary>The name of a collaborator. Some deployments send a string, others an object.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record CollaboratorName(string UserName)
{
    internal sealed class Converter : JsonConverter<CollaboratorName>
    {
        public override CollaboratorName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(
                reader.TokenType == JsonTokenType.String
                    ? reader.GetString()!
                    : ResponseJson.Read(ref reader, ProjectsJson.Default.CollaboratorNameObject).Username
            );

        public override void Write(Utf8JsonWriter writer, CollaboratorName value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UserName);
    }
}

internal sealed record CollaboratorNameObject
{
    public required string Username { get; init; }
}
