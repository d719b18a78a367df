using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource create</c></summary>
internal static class CreateCommand
{
    private static readonly Option<string?> Engine = new("--engine")
    {
        Description = "The engine of the server, such as duckdb or sqlite [default: the engine for the type]",
        HelpName = "name",
    };

    private static readonly Option<string?> Type = new("--type")
    {
        Description = "Domino's type, such as PostgreSQLConfig [default: the type for the engine]",
        HelpName = "type",
    };

    private static readonly Option<string?> Location = new("--path")
    {
        Description = "The file or folder with the data",
        HelpName = "path",
    };

    private static readonly Option<string[]> Config = new("--config")
    {
        Description = "A setting that users may see, such as host=db.example.com. Repeatable",
        HelpName = "name=value",
    };

    private static readonly Option<string[]> Credential = new("--credential")
    {
        Description = "A secret and the environment variable that holds it, such as password=DB_PASSWORD. Repeatable",
        HelpName = "name=VARIABLE",
    };

    private static readonly Option<string?> Description = new("--description")
    {
        Description = "The description of the data source",
        HelpName = "text",
    };

    private static readonly Option<string[]> ShareWith = new("--share-with")
    {
        Description = "A user who may use it. Repeatable",
        HelpName = "user",
    };

    private static readonly Option<bool> ShareWithAll = new("--share-with-all") { Description = "Every user may use it" };

    private static readonly Option<bool> ReadOnly = new("--read-only") { Description = "Allow only statements that read" };

    public static Command Create() =>
        new ToolCommand(
            "create",
            "Create a data source on a local server.",
            "domino datasource create sales --engine duckdb --path ./sales",
            "domino datasource create shop --type PostgreSQLConfig --config host=127.0.0.1 --config database=shop --credential "
                + "username=SHOP_USER --credential password=SHOP_PASSWORD"
        )
        {
            Shared.Source,
            Engine,
            Type,
            Location,
            Config,
            Credential,
            Description,
            ShareWith,
            ShareWithAll,
            ReadOnly,
        }.Does(async context =>
        {
            var created = await LocalServerApi.SendAsync(context, HttpMethod.Post, Shared.Route, body: Declaration(context));
            context.WriteOne(
                created.Deserialize(OutputJson.Written.DataSourceRow)!,
                OutputJson.Written.DataSourceRow,
                DataSourceRow.Columns
            );
            return ExitCode.Success;
        });

    private static JsonObject Declaration(CommandContext context)
    {
        var declaration = new JsonObject { ["name"] = context.Get(Shared.Source) };
        void Add(string member, JsonNode? value)
        {
            if (value is not null)
            {
                declaration[member] = value;
            }
        }

        Add("engine", context.Get(Engine));
        Add("type", context.Get(Type));
        Add("path", context.Get(Location) is { } path ? Path.GetFullPath(path) : null);
        Add("description", context.Get(Description));
        Add("config", Pairs(context.Get(Config), "--config", value => value));
        Add("credentials", Pairs(context.Get(Credential), "--credential", variable => Secret(context, variable)));
        Add("shared", Sharing(context));
        Add("readOnly", context.Get(ReadOnly) ? JsonValue.Create(true) : null);
        return declaration;
    }

    private static JsonNode? Sharing(CommandContext context) =>
        context.Get(ShareWithAll) ? JsonValue.Create(true)
        : context.Get(ShareWith) is { Length: > 0 } users ? new JsonArray([.. users.Select(user => (JsonNode)user)])
        : null;

    private static string Secret(CommandContext context, string variable) =>
        context.Variable(variable) ?? throw new ArgumentException($"The variable '{variable}' of --credential is not set.");

    private static JsonObject? Pairs(string[]? given, string option, Func<string, string> value)
    {
        if (given is not { Length: > 0 })
        {
            return null;
        }

        var pairs = new JsonObject();
        foreach (var pair in given)
        {
            pairs[pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? pair[..at] : throw Invalid(pair, option)] = value(
                pair[(at + 1)..]
            );
        }

        return pairs;
    }

    private static ArgumentException Invalid(string pair, string option) => new($"Invalid value '{pair}' for {option}. Use name=value.");
}
