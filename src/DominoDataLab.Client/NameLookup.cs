namespace DominoDataLab.Client;

/// <summary>
/// Finds the ID of an object that the user gives by ID or by name. The list of objects is requested when it is first needed, and again
/// only for a name that is not on it.
/// </summary>
/// <param name="kind">The kind of objects, in Domino's words.</param>
/// <param name="owner">The owner of the objects, for the error message that lists them.</param>
/// <param name="fetch">Requests the list.</param>
internal sealed class NameLookup(string kind, string owner, Func<CancellationToken, Task<IEnumerable<(string Id, string Name)>>> fetch)
{
    private volatile List<(string Id, string Name)>? _known;

    /// <summary>Gets the ID. An ID that is not on the list is returned as given, because the server may know more than its list.</summary>
    /// <exception cref="DominoNotFoundException">No object or several objects have that name.</exception>
    public async Task<string> GetIdAsync(string idOrName, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(idOrName);
        if (_known is { } known && Matches(known, idOrName) is [var kept])
        {
            return kept.Id;
        }

        var all = _known = [.. await fetch(cancellationToken).ConfigureAwait(false)];
        return Matches(all, idOrName) switch
        {
            [var one] => one.Id,
            [] when IsId(idOrName) => idOrName,
            [] => throw NotFound(idOrName, $"{owner} can use:", all),
            var several => throw NotFound(idOrName, "Several objects have that name. Use the ID of one:", several),
        };
    }

    /// <summary>Gets the ID as <see cref="GetIdAsync"/> does, or returns null for null.</summary>
    public async Task<string?> GetIdOrNullAsync(string? idOrName, CancellationToken cancellationToken) =>
        idOrName is null ? null : await GetIdAsync(idOrName, cancellationToken).ConfigureAwait(false);

    private DominoNotFoundException NotFound(string idOrName, string hint, List<(string Id, string Name)> known)
    {
        var candidates = known.ConvertAll(entry => $"{entry.Name} ({entry.Id})");
        return new DominoNotFoundException(kind, idOrName, $"{hint} {string.Join(", ", candidates)}.", candidates);
    }

    // IDs are unique, so an ID takes precedence over a name that is spelled like it.
    private static List<(string Id, string Name)> Matches(List<(string Id, string Name)> known, string idOrName) =>
        known.FindAll(entry => entry.Id == idOrName) is { Count: > 0 } byId ? byId[..1] : known.FindAll(entry => entry.Name == idOrName);

    private static bool IsId(string text) => text.Length == 24 && text.All(char.IsAsciiHexDigit);
}
