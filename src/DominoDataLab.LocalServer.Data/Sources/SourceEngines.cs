namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>The engines of the server.</summary>
internal sealed class SourceEngines(IEnumerable<ISourceEngine> engines)
{
    public IReadOnlyList<ISourceEngine> All { get; } = [.. engines];

    /// <summary>Gets the engine of a source, or null if the source has an engine of another kind or is not served.</summary>
    public T? Of<T>(DataSourceRow source)
        where T : class, ISourceEngine => All.FirstOrDefault(engine => engine.Name == source.Engine) as T;

    /// <summary>Gets the names of all engines of a kind, for messages.</summary>
    public string NamesOf<T>()
        where T : ISourceEngine => string.Join(", ", All.OfType<T>().Select(engine => engine.Name));

    /// <summary>Finds the engine of a declaration; or null if this server cannot serve its type.</summary>
    /// <exception cref="DomainException">The engine does not exist or does not serve the type.</exception>
    public ISourceEngine? For(string? name, string? type)
    {
        if (name is null)
        {
            return All.FirstOrDefault(engine => engine.IsDefault && engine.Types.Contains(type));
        }

        var engine =
            All.FirstOrDefault(engine => engine.Name == name)
            ?? throw DomainException.Invalid($"Invalid engine '{name}'. Use {string.Join(", ", All.Select(engine => engine.Name))}.");
        return type is null || engine.Types.Contains(type)
            ? engine
            : throw DomainException.Invalid(
                $"The engine '{name}' cannot serve sources of type '{type}'. Use {string.Join(", ", engine.Types)}, or no engine."
            );
    }
}
