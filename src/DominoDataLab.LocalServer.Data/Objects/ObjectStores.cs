using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Data.Objects;

/// <summary>Opens the object store of a source.</summary>
internal sealed class ObjectStores(SourceAccess access, SourceStore sources, SourceEngines engines)
{
    /// <exception cref="ObjectStoreException">The source is unknown or hidden to the caller, or not an object store.</exception>
    public IObjectStore Open(
        string idOrName,
        UserRow caller,
        IReadOnlyDictionary<string, string> config,
        IReadOnlyDictionary<string, string> credentials
    )
    {
        try
        {
            var source = access.ById(idOrName, caller);
            return Engine(source)
                .Open(
                    new ObjectAccess(source, Overlay.Of(source.Config, config), Overlay.Of(Own(source, config, credentials), credentials))
                );
        }
        catch (DomainException e) when (e.Kind == ErrorKind.NotFound)
        {
            // Domino's own words for it.
            throw new ObjectStoreException("credentialsError", "credentials response was empty");
        }
        catch (DomainException e)
        {
            throw new ObjectStoreException(e.Kind == ErrorKind.Forbidden ? "credentialsError" : "configError", e.Message);
        }
    }

    /// <summary>
    /// Gets the credentials of a source. If a request names another host, the source's own credentials are not used, because the host
    /// would learn them.
    /// </summary>
    private IReadOnlyDictionary<string, string> Own(
        DataSourceRow source,
        IReadOnlyDictionary<string, string> config,
        IReadOnlyDictionary<string, string> given
    )
    {
        if (!config.TryGetValue("host", out var host) || host == source.Config.GetValueOrDefault("host"))
        {
            return sources.Secrets(source.Id);
        }

        return given.Count > 0
            ? given
            : throw DomainException.Invalid("With another host, credentials must be given, too: those of the source are for its own host.");
    }

    private IObjectEngine Engine(DataSourceRow source) =>
        engines.Of<IObjectEngine>(source)
        ?? throw DomainException.Invalid(
            SourceTypes.ObjectStores.Contains(source.Type)
                ? $"This server cannot connect to sources of type {source.Type}. Declare '{source.Name}' with an engine: "
                    + $"{engines.NamesOf<IObjectEngine>()}."
                : $"The data source '{source.Name}' is not an object store. Query it instead."
        );
}
