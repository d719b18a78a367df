using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Users;

/// <summary>An organization; as owner and collaborator of projects it is a user, with an id for that.</summary>
internal sealed record OrganizationRow(string Id, string UserId, string Name);

internal sealed record MemberRow(string UserId, string Role);

/// <summary>Organizations, and who is in them as what: <c>Member</c> or <c>Admin</c>.</summary>
internal sealed class OrganizationStore(Database database)
{
    private const string Columns = "SELECT o.organization_id, o.id, o.name FROM users o";

    public List<OrganizationRow> All() => database.List(Columns + " WHERE o.organization_id IS NOT NULL ORDER BY o.name", Map);

    public List<OrganizationRow> Of(string userId) =>
        database.List(
            Columns + " JOIN organization_members m ON m.organization_id = o.organization_id WHERE m.user_id = $user ORDER BY o.name",
            Map,
            ("$user", userId)
        );

    public OrganizationRow? FindById(string id) => database.One(Columns + " WHERE o.organization_id = $id", Map, ("$id", id));

    public OrganizationRow? FindByUserId(string userId) =>
        database.One(Columns + " WHERE o.id = $id AND o.organization_id IS NOT NULL", Map, ("$id", userId));

    public List<MemberRow> Members(string id) =>
        database.List(
            "SELECT user_id, role FROM organization_members WHERE organization_id = $id ORDER BY user_id",
            row => new MemberRow(row.GetString(0), row.GetString(1)),
            ("$id", id)
        );

    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    /// <exception cref="DomainException">It is taken.</exception>
    public OrganizationRow Create(string name, string? email = null)
    {
        UserStore.CheckName(name);
        string id = Ids.New(),
            userId = Ids.New();
        return
            database.Write(
                "INSERT INTO users (id, name, email, organization_id) VALUES ($user, $name, $email, $id) ON CONFLICT (name) DO NOTHING",
                ("$id", id),
                ("$user", userId),
                ("$name", name),
                ("$email", email)
            ) == 1
            ? new OrganizationRow(id, userId, name)
            : throw DomainException.Conflict($"There is already a user or an organization '{name}'.");
    }

    public void SetMember(string id, string userId, string role) =>
        database.Write(
            "INSERT INTO organization_members (organization_id, user_id, role) VALUES ($id, $user, $role) ON CONFLICT DO UPDATE SET "
                + "role = $role",
            ("$id", id),
            ("$user", userId),
            ("$role", role)
        );

    public bool RemoveMember(string id, string userId) =>
        database.Write("DELETE FROM organization_members WHERE organization_id = $id AND user_id = $user", ("$id", id), ("$user", userId))
        == 1;

    private static OrganizationRow Map(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));
}
