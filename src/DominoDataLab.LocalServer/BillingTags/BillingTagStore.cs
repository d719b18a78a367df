using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.BillingTags;

internal sealed record BillingTagRow(string Id, string Tag, bool Active);

/// <summary>Billing tags, and whether projects need one.</summary>
internal sealed class BillingTagStore(Database database)
{
    private const string Columns = "SELECT id, tag, active FROM billing_tags";

    public static readonly string[] Modes = ["Disabled", "Optional", "Required"];

    public string Mode
    {
        get => Setting("billingTagMode");
        set => Set("billingTagMode", value);
    }

    public bool Notifications
    {
        get => Setting("billingTagNotifications") == "true";
        set => Set("billingTagNotifications", value ? "true" : "false");
    }

    public List<BillingTagRow> Active() => database.List(Columns + " WHERE active = 1 ORDER BY tag", Map);

    public BillingTagRow Get(string tag) => Find(tag) ?? throw DomainException.NotFound($"The billing tag '{tag}' was not found.");

    /// <summary>Makes the tags that are missing and revives the archived ones: all of them, or none.</summary>
    public void Upsert(IEnumerable<string> tags) =>
        database.Write(
            "INSERT INTO billing_tags (id, tag, active) SELECT value ->> 'id', value ->> 'tag', 1 FROM json_each($tags) WHERE true ON "
                + "CONFLICT (tag) DO UPDATE SET active = 1",
            ("$tags", tags.ToJsonArray(tag => new JsonObject { ["id"] = Ids.New(), ["tag"] = tag }).ToJsonString())
        );

    public void Archive(string tag) => database.Write("UPDATE billing_tags SET active = 0 WHERE tag = $tag", ("$tag", tag));

    /// <summary>The tag that a new project gets, if the mode allows what was asked for.</summary>
    public string? ForNewProject(string? tag) =>
        tag is not null ? Usable(tag)
        : Mode != "Required" ? null
        : throw DomainException.Invalid("A project needs a billing tag here: give one that is active as billingTag.");

    /// <summary>The tag of a copy: its source's, as long as that may be given to projects.</summary>
    public string? ForFork(string? tag) =>
        ForNewProject(tag is not null && Mode != "Disabled" && Find(tag) is { Active: true } ? tag : null);

    /// <summary>The tag, if it may be given to projects.</summary>
    public string Usable(string tag) =>
        Mode == "Disabled"
            ? throw DomainException.Invalid("Billing tags are disabled; an administrator can change the mode.")
            : Find(tag) switch
            {
                null => throw DomainException.Invalid($"The billing tag '{tag}' was not found."),
                { Active: false } => throw DomainException.Invalid($"The billing tag '{tag}' is archived; choose another."),
                _ => tag,
            };

    /// <summary>Gives each project its tag, or takes it away: all of them, or none.</summary>
    public void Assign(IEnumerable<(string ProjectId, string? Tag)> pairs) =>
        database.Write(
            "UPDATE projects SET billing_tag = pair.value ->> 'tag' FROM json_each($pairs) AS pair WHERE projects.id = pair.value ->> "
                + "'project'",
            ("$pairs", pairs.ToJsonArray(pair => new JsonObject { ["project"] = pair.ProjectId, ["tag"] = pair.Tag }).ToJsonString())
        );

    private BillingTagRow? Find(string tag) => database.One(Columns + " WHERE tag = $tag", Map, ("$tag", tag));

    private string Setting(string name) =>
        database.One("SELECT value FROM cost_settings WHERE name = $name", row => row.GetString(0), ("$name", name))!;

    private void Set(string name, string value) =>
        database.Write("UPDATE cost_settings SET value = $value WHERE name = $name", ("$name", name), ("$value", value));

    private static BillingTagRow Map(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2) == 1);
}
