using System.Collections.Concurrent;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// Keeps values that are made from the database alone until anything in it changes. Clients ask for the same job again and again, and the
/// queries are most of the work of such a request.
/// </summary>
internal sealed class DatabaseCache<T>(Database database)
{
    private const int MaxValues = 4096;
    private readonly ConcurrentDictionary<string, (long Version, T Value)> _values = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Gets the value for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="make">Makes the value only from the key and the database.</param>
    public T Get(string key, Func<string, T> make)
    {
        if (database.IsWriting)
        {
            return make(key);
        }

        // Before the value is made, so that a change meanwhile makes the value too old, not too new.
        var version = database.Version;
        var isKnown = _values.TryGetValue(key, out var known);
        if (isKnown && known.Version == version)
        {
            return known.Value;
        }

        var value = make(key);
        if (!isKnown && Interlocked.Increment(ref _count) > MaxValues)
        {
            _values.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        _values[key] = (version, value);
        return value;
    }
}
