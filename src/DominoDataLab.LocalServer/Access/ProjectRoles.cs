namespace DominoDataLab.LocalServer.Access;

/// <summary>The roles of collaborators, in Domino's words.</summary>
internal static class ProjectRoles
{
    // From the least to the most.
    private static readonly string[] All = ["ProjectImporter", "LauncherUser", "ResultsConsumer", "Contributor", "Owner"];

    public static int Rank(string role) => Array.IndexOf(All, role);

    public static string Check(string role) =>
        Rank(role) >= 0 ? role : throw DomainException.Invalid($"Invalid role '{role}'. Use {string.Join(", ", All)}.");
}
