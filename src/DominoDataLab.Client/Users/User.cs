using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Users;

/// <summary>A user or an organization. Organizations own projects and work on them as users do, so lists include both.</summary>
public sealed record User
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name in addresses: the <c>owner</c> of <c>owner/project</c>.</summary>
    public required string UserName { get; init; }

    /// <summary>Gets the full name, or null.</summary>
    public string? FullName { get; init; }

    /// <summary>Gets the first name, or null.</summary>
    public string? FirstName { get; init; }

    /// <summary>Gets the last name, or null.</summary>
    public string? LastName { get; init; }

    /// <summary>Gets the e-mail address, or null if the deployment does not show it.</summary>
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

/// <summary>An organization that a user is a member of.</summary>
/// <param name="Id">The organization's ID.</param>
/// <param name="Name">The name.</param>
public sealed record UserOrganization(string Id, string Name);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(List<User>))]
internal sealed partial class UsersJson : JsonSerializerContext;
