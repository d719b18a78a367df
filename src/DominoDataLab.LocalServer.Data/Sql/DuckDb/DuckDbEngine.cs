using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Sources;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>
/// The embedded DuckDB: over the Parquet, CSV and JSON files of a folder, or over a DuckDB database. Its native library is loaded when
/// the first source is queried.
/// </summary>
internal sealed class DuckDbEngine(DuckDbDatabases databases, LocalDataSourcesOptions options) : ISqlEngine
{
    public string Name => "duckdb";

    public IReadOnlyList<string> Types => SourceTypes.AnyTabular;

    public bool IsDefault => false;

    public IReadOnlyList<string> Members { get; } = ["path", "readOnly", "limits"];

    public void Check(SourceSpec spec, string folder)
    {
        QueryLimits.Read(spec.Settings, options.StatementTimeout);
        var isReadOnly = spec.Settings.Flag("readOnly");
        var path = Path.GetFullPath(spec.Settings.RequiredText("path"), folder);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw DomainException.Invalid($"'path' is '{path}', which does not exist. Use a folder with data files, or a DuckDB database.");
        }

        if (Directory.Exists(path) && isReadOnly == false)
        {
            throw DomainException.Invalid("'readOnly' is false, but the files of a folder can only be read. Remove 'readOnly'.");
        }

        spec.Settings["path"] = path;
    }

    public ISqlQuery Create(SqlStatement statement) =>
        new DuckDbQuery(databases, () => DuckDbLocation.Of(statement.Source.Settings), statement.Text);
}

/// <summary>The location of the data of a DuckDB source.</summary>
/// <param name="Path">A folder with data files, or a database.</param>
/// <param name="IsReadOnly">true if statements may only read; otherwise, false.</param>
internal sealed record DuckDbLocation(string Path, bool IsReadOnly)
{
    public static DuckDbLocation Of(JsonObject settings) => new(settings.RequiredText("path"), settings.Flag("readOnly") ?? true);
}
