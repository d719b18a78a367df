using Apache.Arrow;
using DominoDataLab.LocalServer.Data.Sources;

namespace DominoDataLab.LocalServer.Data.Sql;

/// <summary>A database that answers statements.</summary>
internal interface ISqlEngine : ISourceEngine
{
    /// <summary>Prepares to run a statement. Nothing is opened yet.</summary>
    ISqlQuery Create(SqlStatement statement);
}

/// <summary>
/// A statement that runs. It blocks the thread that calls it, which is the query's own: embedded databases know no other way, and the
/// drivers of the others are faster so.
/// </summary>
internal interface ISqlQuery : IDisposable
{
    /// <summary>Runs the statement until its columns are known.</summary>
    /// <exception cref="QueryException">The database refuses the statement, or can't be reached.</exception>
    Schema Execute();

    /// <summary>Reads the next rows; null at the end, after which it must not be called.</summary>
    /// <exception cref="QueryException">The statement failed.</exception>
    RecordBatch? Read();

    /// <summary>
    /// Lets what another thread waits for in this query fail soon. It may be called at any time until the query is disposed.
    /// </summary>
    void Interrupt();
}

/// <summary>A statement and where it runs.</summary>
internal sealed record SqlStatement(
    DataSourceRow Source,
    string Text,
    IReadOnlyDictionary<string, string> Config,
    IReadOnlyDictionary<string, string> Credentials,
    bool HasOverrides
)
{
    /// <summary>true if the source lets statements only read; otherwise, false.</summary>
    public bool IsReadOnly => Source.Settings.Flag("readOnly") ?? false;

    /// <summary>The source; neither the statement nor credentials.</summary>
    public override string ToString() => Source.Name;
}
