using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Data.Sql.Rows;

namespace DominoDataLab.LocalServer.Data.Sql.MySql;

/// <summary>MySQL, MariaDB, and databases that speak their protocol.</summary>
internal sealed class MySqlEngine(LocalDataSourcesOptions options) : ISqlEngine
{
    private const int UsualPort = 3306;

    public string Name => "mysql";

    public IReadOnlyList<string> Types { get; } = ["MySQLConfig", "MariaDBConfig", "SingleStoreConfig"];

    public bool IsDefault => true;

    public IReadOnlyList<string> Members { get; } = ["readOnly", "limits"];

    public void Check(SourceSpec spec, string folder)
    {
        QueryLimits.Read(spec.Settings, options.StatementTimeout);
        _ = spec.Settings.Flag("readOnly");
        ServerSettings.Check(spec);
    }

    public ISqlQuery Create(SqlStatement statement) => new MySqlQuery(ServerSettings.Of(statement, UsualPort), statement);
}
