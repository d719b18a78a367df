using DuckDB.NET.Native;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>The kinds of statements that users may run. None of them reaches outside of the database.</summary>
internal static class DuckDbStatements
{
    private static readonly HashSet<DuckDBStatementType> Reading = [DuckDBStatementType.Select, DuckDBStatementType.Explain];

    private static readonly HashSet<DuckDBStatementType> Writing =
    [
        .. Reading,
        DuckDBStatementType.Insert,
        DuckDBStatementType.Update,
        DuckDBStatementType.Delete,
        DuckDBStatementType.Create,
        DuckDBStatementType.Alter,
        DuckDBStatementType.Drop,
    ];

    /// <exception cref="QueryException">The source does not allow the statement.</exception>
    public static void Check(DuckDBStatementType type, bool isReadOnly)
    {
        if (!(isReadOnly ? Reading : Writing).Contains(type))
        {
            throw QueryException.Invalid(
                isReadOnly
                    ? "The data source is read-only. Use SELECT or EXPLAIN."
                    : $"The data source does not allow statements of this kind ({type}). Use a query, or change tables and their rows."
            );
        }
    }
}
