namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>The engines of the server.</summary>
internal sealed class SourceEngines(IEnumerable<ISourceEngine> engines)
{
    public IReadOnlyList<ISourceEngine> All { get; } = [.. engines];

    /// <summary>Finds the engine of a declaration; null if its type is none that this server can serve.</summary>
    /// <exception cref="DomainException">There is no engine of that name, or it does not serve the type.</exception>
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
