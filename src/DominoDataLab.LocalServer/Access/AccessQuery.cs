using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Access;

/// <summary>The rules of <see cref="ProjectGuard"/> as SQL, so that lists are filtered and paged in the database.</summary>
internal static class AccessQuery
{
    /// <summary>The user and the organizations that the user is a member of, with the role there. It comes before SELECT.</summary>
    public const string Me = """
        WITH me(id, role) AS (
            SELECT $user, NULL
            UNION ALL SELECT o.id, m.role FROM organization_members m JOIN users o ON o.organization_id = m.organization_id
            WHERE m.user_id = $user)
        """;

    /// <summary>The user's highest role in the project <c>p</c> as a level of <see cref="ProjectAccess"/>, or 0.</summary>
    public const string RoleLevel = """
        MAX(
            COALESCE((SELECT MAX(CASE c.role
                    WHEN 'Owner' THEN 5 WHEN 'Contributor' THEN 4 WHEN 'ResultsConsumer' THEN 3 WHEN 'LauncherUser' THEN 2 ELSE 1 END)
                FROM collaborators c JOIN me ON me.id = c.user_id WHERE c.project_id = p.id), 0),
            COALESCE((SELECT MAX(CASE me.role WHEN 'Admin' THEN 5 ELSE 4 END)
                FROM me WHERE me.id = p.owner_id AND me.role IS NOT NULL), 0))
        """;

    /// <summary>The user's access to the project <c>p</c> as a level of <see cref="ProjectAccess"/>.</summary>
    public const string Level = $"""
        CASE WHEN $administrator OR p.owner_id = $user THEN 5
            ELSE MAX(CASE p.visibility WHEN 'Public' THEN 3 WHEN 'Searchable' THEN 1 ELSE 0 END, {RoleLevel}) END
        """;

    /// <summary>The values that the queries need.</summary>
    public static (string Name, object? Value)[] Of(UserRow user) => [("$user", user.Id), ("$administrator", user.IsAdministrator ? 1 : 0)];
}
