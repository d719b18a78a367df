using System.Globalization;
using DominoDataLab.LocalServer.Data.Sources;

namespace DominoDataLab.LocalServer.Data.Sql.Rows;

/// <summary>
/// Where a database server is, and who connects to it: the source's configuration and credentials with a query's overrides.
/// </summary>
internal sealed record ServerSettings(string Host, int Port, string Database, string User, string Password, bool RequiresTls)
{
    /// <summary>The user at the host; never the password.</summary>
    public override string ToString() => $"{User}@{Host}";

    public static ServerSettings Of(SqlStatement statement, int usualPort)
    {
        var config = statement.Config;
        return new ServerSettings(
            Host: statement.Source.Config["host"],
            Port: PortOf(statement.Source.Config) ?? usualPort,
            Database: config.GetValueOrDefault("database", ""),
            User: statement.Credentials.GetValueOrDefault("username")
                ?? throw QueryException.Invalid(
                    $"The data source '{statement.Source.Name}' has no credentials of its own. Give a user name and a password with the "
                        + $"query."
                ),
            Password: statement.Credentials.GetValueOrDefault("password", ""),
            RequiresTls: statement.Source.Config.GetValueOrDefault("sslEnabled") == "true"
        );
    }

    /// <exception cref="DomainException">The declaration lacks something.</exception>
    public static void Check(SourceSpec spec)
    {
        if (!spec.Config.ContainsKey("host"))
        {
            throw DomainException.Invalid("'config.host' is missing. Give the name or address of the database server.");
        }

        if (spec.Config.ContainsKey("port") && PortOf(spec.Config) is null)
        {
            throw DomainException.Invalid($"'config.port' is '{spec.Config["port"]}'. Use a string such as \"5432\".");
        }
    }

    private static int? PortOf(IReadOnlyDictionary<string, string> config) =>
        int.TryParse(config.GetValueOrDefault("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port is > 0 and < 65536
            ? port
            : null;
}
