namespace DominoDataLab.LocalServer.Tests.Access.Matrix;

/// <summary>The nine kinds of caller, in the order of the columns of the table.</summary>
internal static class Callers
{
    public const string NoKey = "no key";
    public const string WrongKey = "wrong key";

    public static readonly string[] All = [NoKey, WrongKey, "mallory", "ivan", "lena", "carl", "grace", "ada", "root"];

    /// <summary>
    /// The roles of users in the project. <c>mallory</c> is a stranger, <c>ada</c> owns it, and <c>root</c> is the administrator.
    /// </summary>
    public static readonly (string User, string Role)[] Roles =
    [
        ("ivan", "ProjectImporter"),
        ("lena", "LauncherUser"),
        ("carl", "ResultsConsumer"),
        ("grace", "Contributor"),
    ];
}
