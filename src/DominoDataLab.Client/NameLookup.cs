namespace DominoDataLab.Client;

/// <summary>
/// Turns what a user calls a thing by, its id or its name, into its id. The list of what there is is fetched when it is
/// first needed, and again only for a name that is not on it.
/// </summary>
/// <param name="kind">The kind of objects, in Domino's words.</param>
/// <param name="owner">The owner of the objects, for the error message that lists them.</param>
/// <param name="fetch">Lists the things.</param>
internal sealed class NameLookup(string kind, string owner, Func<CancellationToken, Task<IEnumerable<(string Id, string Name)>>> fetch)
{
    private volatile List<(string Id, string Name)>? _known;

    /// <exception cref="DominoNotFoundException">The object was not found, or several objects have that name.</exception>
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
            [] => throw new DominoNotFoundException(
                kind,
                idOrName,
                $"{owner} can use: {string.Join(", ", all.Select(entry => $"{entry.Name} ({entry.Id})"))}."
            ),
            var several => throw new DominoNotFoundException(
                kind,
                idOrName,
                $"That name is not unique; give the id of one: {string.Join(", ", several.Select(entry => entry.Id))}."
            ),
        };
    }

    /// <summary>As <see cref="GetIdAsync"/>; null for null.</summary>
    public async Task<string?> GetIdOrNullAsync(string? idOrName, CancellationToken cancellationToken) =>
        idOrName is null ? null : await GetIdAsync(idOrName, cancellationToken).ConfigureAwait(false);

    // An id is one thing's, so it comes before a name that looks like it.
    private static List<(string Id, string Name)> Matches(List<(string Id, string Name)> known, string idOrName) =>
        known.FindAll(entry => entry.Id == idOrName) is { Count: > 0 } byId ? byId[..1] : known.FindAll(entry => entry.Name == idOrName);
}
