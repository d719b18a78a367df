namespace DominoDataLab.LocalServer.Data.Objects;

/// <summary>A request to an object store that cannot be carried out, in the form in which Domino's proxy says so.</summary>
internal sealed class ObjectStoreException(string type, string message, string subtype = "") : Exception(message)
{
    /// <summary>The kind of error, such as <c>credentialsError</c>.</summary>
    public string Type { get; } = type;

    public string Subtype { get; } = subtype;

    public static ObjectStoreException NotFound() => new("notFoundError", "object key not found");
}
