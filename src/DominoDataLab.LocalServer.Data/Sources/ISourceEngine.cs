using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>A way to serve sources. A declaration names it, or its type decides.</summary>
internal interface ISourceEngine
{
    /// <summary>The name in declarations, such as <c>duckdb</c>.</summary>
    string Name { get; }

    /// <summary>The types that it serves. The first one is meant where a declaration gives none.</summary>
    IReadOnlyList<string> Types { get; }

    /// <summary>true if it serves its types where a declaration names no engine; otherwise, false.</summary>
    bool IsDefault { get; }

    /// <summary>The members of a declaration that it takes beyond the common ones. They become the settings of the source.</summary>
    IReadOnlyList<string> Members { get; }

    /// <summary>Checks a declaration and completes its settings, as by making paths absolute.</summary>
    /// <param name="spec">The declaration.</param>
    /// <param name="folder">The folder to which relative paths refer.</param>
    /// <exception cref="DomainException">The source cannot be served as it is declared.</exception>
    void Check(SourceSpec spec, string folder);
}
