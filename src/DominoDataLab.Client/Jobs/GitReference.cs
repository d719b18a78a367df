namespace DominoDataLab.Client.Jobs;

/// <summary>A version of the code of a project whose main repository is in git.</summary>
/// <param name="Type"><c>head</c>, <c>branches</c>, <c>tags</c>, <c>commitId</c> or <c>custom</c>; <c>branch</c> was the word before
/// Domino's client 2.1 and is refused by servers.</param>
/// <param name="Value">The branch, tag or commit; null for <c>head</c>.</param>
public sealed record GitReference(string Type, string? Value)
{
    /// <summary>The repository's default branch.</summary>
    public static GitReference Head { get; } = new("head", null);

    /// <summary>The newest commit of a branch.</summary>
    /// <param name="name">The branch.</param>
    public static GitReference Branch(string name) => new("branches", name);

    /// <summary>A tag.</summary>
    /// <param name="name">The tag.</param>
    public static GitReference Tag(string name) => new("tags", name);

    /// <summary>A commit.</summary>
    /// <param name="id">The commit's hash.</param>
    public static GitReference Commit(string id) => new("commitId", id);
}
