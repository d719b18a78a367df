using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Organizations;

/// <summary>People who own and work on projects together.</summary>
public sealed record Organization
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The id under which it owns projects and works on them, as a user does.</summary>
    public required string OrganizationUserId { get; init; }

    /// <summary>The name: the <c>owner</c> of <c>owner/project</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the members.</summary>
    public IReadOnlyList<OrganizationMember> Members
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the ID of the environment that its projects start with; null: the deployment's.</summary>
    public string? DefaultEnvironment { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A member of an organization.</summary>
/// <param name="UserId">The user's ID.</param>
/// <param name="Role">As what.</param>
public sealed record OrganizationMember([property: JsonPropertyName("id")] string UserId, OrganizationRole Role);

/// <summary>The role of a member of an organization. The case of its first letter does not matter.</summary>
[JsonConverter(typeof(OpenWordConverter<OrganizationRole>))]
public readonly record struct OrganizationRole : IOpenWord<OrganizationRole>
{
    /// <summary>A role.</summary>
    /// <param name="value">The word as the server writes it.</param>
    public OrganizationRole(string value) => Value = value is [var first, ..] ? char.ToUpperInvariant(first) + value[1..] : "";

    /// <summary>Works on its projects.</summary>
    public static OrganizationRole Member { get; } = new("Member");

    /// <summary>Owns its projects and says who is in it.</summary>
    public static OrganizationRole Admin { get; } = new("Admin");

    /// <summary>Gets the word, with an uppercase first letter. The word of a default value is empty.</summary>
    public string Value => field ?? "";

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    /// <summary>The word as the public API writes it.</summary>
    internal string ToPublicWord() =>
        Value is [var first, ..]
            ? char.ToLowerInvariant(first) + Value[1..]
            : throw new ArgumentException("The role in the organization is empty; use OrganizationRole.Member or OrganizationRole.Admin.");

    static OrganizationRole IOpenWord<OrganizationRole>.From(string value) => new(value);
}

internal sealed record CreateOrganizationBody(string Name, IReadOnlyList<MemberBody> Members);

internal sealed record MemberBody(string UserId, string OrganizationRole);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<Organization>))]
[JsonSerializable(typeof(CreateOrganizationBody))]
[JsonSerializable(typeof(MemberBody))]
internal sealed partial class OrganizationsJson : JsonSerializerContext;
