using DominoDataLab.LocalServer.Data.Sources;

namespace DominoDataLab.LocalServer.Data.Objects;

/// <summary>A kind of object store.</summary>
internal interface IObjectEngine : ISourceEngine
{
    /// <summary>Opens the store of a source.</summary>
    /// <param name="access">The source and what the request overrides.</param>
    /// <exception cref="DomainException">The store cannot be used with these settings.</exception>
    IObjectStore Open(ObjectAccess access);
}

/// <summary>Objects under keys.</summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>Lists the first keys that start with a prefix, in the order of their bytes.</summary>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    Task<IReadOnlyList<string>> ListAsync(string prefix, int limit, CancellationToken cancellationToken);

    /// <summary>Makes the address at which an object can be read or written for a while.</summary>
    /// <exception cref="ObjectStoreException">The store has no such object, or the key cannot be used.</exception>
    string UrlOf(string key, bool isWritable);
}

/// <summary>A source as a request wants to use it.</summary>
internal sealed record ObjectAccess(
    DataSourceRow Source,
    IReadOnlyDictionary<string, string> Config,
    IReadOnlyDictionary<string, string> Credentials
)
{
    /// <summary>The folder in the store to which keys refer. It ends with a slash; empty: the whole store.</summary>
    public string Subfolder => Config.GetValueOrDefault("subfolder")?.Trim('/') is { Length: > 0 } folder ? folder + "/" : "";

    /// <exception cref="DomainException">The source is read-only.</exception>
    public void RequireWritable()
    {
        if (Source.Settings.Flag("readOnly") == true)
        {
            throw DomainException.Invalid($"The data source '{Source.Name}' is read-only.");
        }
    }

    /// <summary>Returns the name of the source; never the credentials.</summary>
    public override string ToString() => Source.Name;
}
