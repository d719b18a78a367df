using System.Net;

namespace DominoDataLab.Client;

/// <summary>
/// An object that the caller named, such as a project, a job or a hardware tier, does not exist or is not visible to the user. Either a
/// list on the server does not have it, or the server answered 404.
/// </summary>
public sealed class DominoNotFoundException : DominoApiException
{
    /// <summary>Creates the exception for an object that a list does not have.</summary>
    /// <param name="kind">The kind of object, in Domino's words, such as <c>project</c> or <c>hardware tier</c>.</param>
    /// <param name="name">The name or ID that was looked up.</param>
    /// <param name="hint">A hint for the user, as a sentence.</param>
    /// <param name="candidates">The objects that exist, or null.</param>
    public DominoNotFoundException(string kind, string name, string hint, IReadOnlyList<string>? candidates = null)
        : base(HttpStatusCode.NotFound, "", null, null, Describe(kind, name, hint)) =>
        (Kind, Name, Candidates) = (kind, name, candidates ?? []);

    internal DominoNotFoundException(string kind, string name, DominoApiException refusal)
        : base(
            HttpStatusCode.NotFound,
            refusal.Route,
            refusal.ServerMessage,
            refusal.RequestId,
            Describe(
                kind,
                name,
                refusal.ServerMessage is { } message
                    ? $"The server says: \"{message}\" Check the {kind}, and that you have access to it."
                    : $"Check the {kind}, that you have access to it, and that this version of Domino supports the operation."
            )
        ) => (Kind, Name, Candidates) = (kind, name, []);

    /// <summary>Gets the kind of object, in Domino's words, such as <c>project</c> or <c>hardware tier</c>.</summary>
    public string Kind { get; }

    /// <summary>Gets the name or ID that was looked up.</summary>
    public string Name { get; }

    /// <summary>Gets the names of the objects that exist, with their IDs in parentheses. Empty if they are not known.</summary>
    public IReadOnlyList<string> Candidates { get; }

    private static string Describe(string kind, string name, string hint) => $"The {kind} '{name}' was not found. {hint}";
}
