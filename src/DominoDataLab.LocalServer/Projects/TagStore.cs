using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Projects;

internal sealed record TagRow(string Id, string ProjectId, string Name, long AddedMs);

/// <summary>The tags of projects; a name is on a project once.</summary>
internal sealed class TagStore(Database database, TimeProvider time)
{
    private const int MaxLength = 100;
    private const string Columns = "SELECT id, project_id, name, added_ms FROM project_tags";

    public List<TagRow> Of(string projectId) =>
        database.List(Columns + " WHERE project_id = $project ORDER BY rowid", Map, ("$project", projectId));

    public TagRow? Find(string id) => database.One(Columns + " WHERE id = $id", Map, ("$id", id));

    /// <summary>The names, if each can be a tag's.</summary>
    public static List<string> Check(IEnumerable<string> names) =>
        [
            .. names
                .Select(name => name.Trim())
                .Select(name =>
                    name.Length is > 0 and <= MaxLength
                        ? name
                        : throw DomainException.Invalid($"'{name}' can't be a tag: it takes 1 to {MaxLength} characters.")
                ),
        ];

    /// <summary>Adds what is not there yet, and returns the tags of these names.</summary>
    public List<TagRow> Add(string projectId, List<string> names)
    {
        foreach (var name in names)
        {
            database.Write(
                "INSERT INTO project_tags (id, project_id, name, added_ms) VALUES ($id, $project, $name, $now) ON CONFLICT DO NOTHING",
                ("$id", Ids.New()),
                ("$project", projectId),
                ("$name", name),
                ("$now", time.GetUtcNow().ToUnixTimeMilliseconds())
            );
        }

        return Of(projectId).FindAll(tag => names.Contains(tag.Name));
    }

    public bool Remove(string projectId, string id) =>
        database.Write("DELETE FROM project_tags WHERE project_id = $project AND id = $id", ("$project", projectId), ("$id", id)) == 1;

    private static TagRow Map(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3));
}
