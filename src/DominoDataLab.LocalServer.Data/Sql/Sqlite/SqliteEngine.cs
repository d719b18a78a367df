using DominoDataLab.LocalServer.Data.Sources;

namespace DominoDataLab.LocalServer.Data.Sql.Sqlite;

/// <summary>A SQLite database on the server's disk.</summary>
internal sealed class SqliteEngine(LocalDataSourcesOptions options) : ISqlEngine
{
    public string Name => "sqlite";

    public IReadOnlyList<string> Types => SourceTypes.AnyTabular;

    public bool IsDefault => false;

    public IReadOnlyList<string> Members { get; } = ["path", "readOnly", "limits"];

    public void Check(SourceSpec spec, string folder)
    {
        QueryLimits.Read(spec.Settings, options.StatementTimeout);
        _ = spec.Settings.Flag("readOnly");
        var path = Path.GetFullPath(spec.Settings.RequiredText("path"), folder);
        if (!File.Exists(path))
        {
            throw DomainException.Invalid($"'path' is '{path}', which does not exist. Use a SQLite database.");
        }

        spec.Settings["path"] = path;
    }

    public ISqlQuery Create(SqlStatement statement) =>
        new SqliteQuery(statement.Source.Settings.RequiredText("path"), statement.Source.Settings.Flag("readOnly") ?? true, statement.Text);
}
