namespace DominoDataLab.Client.Jobs;

/// <summary>A branch, tag or commit of a project's main git repository.</summary>
/// <param name="Type"><c>head</c>, <c>branches</c>, <c>tags</c>, <c>commitId</c> or <c>custom</c>; servers refuse <c>branch</c>,
/// which Domino's client used before 2.1.</param>
/// <param name="Value">The branch, tag or commit; null for <c>head</c>.</param>
public sealed record GitReference(string Type, string? Value)
{
    /// <summary>The repository's default branch.</summary>
    public static GitReference Head { get; } = new("head", null);

    /// <summary>Creates a reference to the latest commit of a branch.</summary>
    /// <param name="name">The branch.</param>
    public static GitReference Branch(string name) => new("branches", name);

    /// <summary>Creates a reference to a tag.</summary>
    /// <param name="name">The tag.</param>
    public static GitReference Tag(string name) => new("tags", name);

    /// <summary>Creates a reference to a commit.</summary>
    /// <param name="id">The commit's hash.</param>
    public static GitReference Commit(string id) => new("commitId", id);
}
