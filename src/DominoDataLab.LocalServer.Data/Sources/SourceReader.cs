using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>Reads the declaration of a source, which is the same in the file and in requests.</summary>
internal sealed class SourceReader(SourceEngines engines, UserStore users)
{
    private const int LongestName = 200;

    private static readonly string[] CommonMembers =
    [
        "name",
        "description",
        "type",
        "engine",
        "authType",
        "owner",
        "shared",
        "config",
        "credentials",
    ];

    /// <summary>Reads a declaration.</summary>
    /// <param name="json">The declaration.</param>
    /// <param name="defaultOwner">The owner, if the declaration names none.</param>
    /// <param name="folder">The folder to which relative paths refer.</param>
    /// <exception cref="DomainException">The declaration is not valid.</exception>
    public SourceSpec Read(JsonObject json, UserRow defaultOwner, string folder)
    {
        var name = json.RequiredText("name");
        if (name.Length > LongestName || name.Any(char.IsControl) || name.Trim() != name)
        {
            throw DomainException.Invalid(
                $"Invalid name. Use 1 to {LongestName} characters without control characters, and without spaces at the ends."
            );
        }

        var (type, engineName) = (json.Text("type"), json.Text("engine"));
        var engine = engines.For(engineName, type);
        type ??=
            engine?.Types[0]
            ?? throw DomainException.Invalid("'type' and 'engine' are missing. Give one of them, such as \"engine\": \"duckdb\".");
        if (!SourceTypes.Tabular.Contains(type) && !SourceTypes.ObjectStores.Contains(type))
        {
            throw DomainException.Invalid(
                $"Invalid type '{type}'. Use {string.Join(", ", SourceTypes.Tabular.Concat(SourceTypes.ObjectStores))}."
            );
        }

        CheckMembers(json, engine);
        var credentials = Credentials(json);
        var (isEveryone, userIds) = Sharing(json);
        var spec = new SourceSpec
        {
            Name = name,
            Description = json.Text("description"),
            Type = type,
            AuthType = AuthType(json.Text("authType"), credentials),
            Engine = engine?.Name,
            Settings = new JsonObject(
                (engine?.Members ?? [])
                    .Where(member => json[member] is not null)
                    .Select(member => KeyValuePair.Create(member, json[member]?.DeepClone()))
            ),
            Config = json.TextMap("config"),
            Credentials = credentials,
            OwnerId = json.Text("owner") is { } owner ? Person(owner).Id : defaultOwner.Id,
            IsEveryone = isEveryone,
            UserIds = userIds,
        };
        engine?.Check(spec, folder);
        return spec;
    }

    private static void CheckMembers(JsonObject json, ISourceEngine? engine)
    {
        string[] known = [.. CommonMembers, .. engine?.Members ?? []];
        if (json.Select(pair => pair.Key).FirstOrDefault(member => !known.Contains(member)) is { } unknown)
        {
            throw DomainException.Invalid(
                $"Unknown member '{unknown}'. Use {string.Join(", ", known)}"
                    + (engine is null ? "; members that an engine reads need an engine." : ".")
            );
        }
    }

    private static string AuthType(string? given, Dictionary<string, string> credentials) =>
        given is null ? (credentials.Count == 0 ? "NoAuth" : "Basic")
        : SourceTypes.Authentication.Contains(given) ? given
        : throw DomainException.Invalid($"Invalid authType '{given}'. Use {string.Join(", ", SourceTypes.Authentication)}.");

    /// <summary>A value is the secret itself, or an object that names the environment variable of the server that holds it.</summary>
    private static Dictionary<string, string> Credentials(JsonObject json)
    {
        if (json["credentials"] is not { } given)
        {
            return [];
        }

        var secrets = new Dictionary<string, string>();
        foreach (var (name, value) in given as JsonObject ?? throw DomainException.Invalid("'credentials' must be an object."))
        {
            secrets[name] = value switch
            {
                JsonValue text when text.TryGetValue<string>(out var secret) => secret,
                JsonObject { Count: 1 } reference when reference.Text("env") is { } variable => Environment.GetEnvironmentVariable(variable)
                    is { Length: > 0 } set
                    ? set
                    : throw DomainException.Invalid(
                        $"'credentials.{name}' refers to the environment variable '{variable}', which is not set. Set it for the server."
                    ),
                _ => throw DomainException.Invalid(
                    $"'credentials.{name}' must be a string, or an object such as {{\"env\": \"NAME\"}} that names an environment variable."
                ),
            };
        }

        return secrets;
    }

    private (bool IsEveryone, IReadOnlyList<string> UserIds) Sharing(JsonObject json) =>
        json["shared"] switch
        {
            null => (false, []),
            JsonValue value when value.TryGetValue<bool>(out var everyone) => (everyone, []),
            JsonArray => (false, [.. json.Texts("shared").Select(name => Person(name).Id).Distinct()]),
            _ => throw DomainException.Invalid("'shared' must be true, false or an array of user names."),
        };

    private UserRow Person(string name) =>
        users.Find(name) is { IsOrganization: false } user
            ? user
            : throw DomainException.Invalid($"User '{name}' was not found. Use the name of a user of this server.");
}
