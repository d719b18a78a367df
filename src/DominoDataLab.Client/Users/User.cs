using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Users;

/// <summary>A user; where Domino lists users it lists organizations too, which own and work on projects as users do.</summary>
public sealed record User
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name in addresses: the <c>owner</c> of <c>owner/project</c>.</summary>
    public required string UserName { get; init; }

    /// <summary>The name as people write it, if the reply has it.</summary>
    public string? FullName { get; init; }

    /// <summary>The first name, if the reply has it.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name, if the reply has it.</summary>
    public string? LastName { get; init; }

    /// <summary>The e-mail address, if the deployment shows it.</summary>
    public string? Email { get; init; }

    /// <summary>The company, if given.</summary>
    public string? CompanyName { get; init; }

    /// <summary>The telephone number, if given.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Gets the address of the picture. May be empty.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>The user's ID at the identity provider, if given.</summary>
    public string? IdpId { get; init; }

    /// <summary>
    /// Roles in the deployment, such as <c>Practitioner</c>; null where the reply does not say: only <see cref="UsersClient.GetSelfAsync"/>
    /// does.
    /// </summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The user's organizations; null where the reply does not say: only <see cref="UsersClient.GetSelfAsync"/> does.</summary>
    public IReadOnlyList<UserOrganization>? Organizations { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>An organization that a user is in.</summary>
/// <param name="Id">The organization's ID.</param>
/// <param name="Name">The name.</param>
public sealed record UserOrganization(string Id, string Name);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(List<User>))]
internal sealed partial class UsersJson : JsonSerializerContext;
