using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Data.Queries;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource query</c></summary>
internal static class QueryCommand
{
    private static readonly Argument<string> Sql = new("sql") { Description = "The statement, in the SQL of the data source" };

    private static readonly Option<string?> To = new Option<string?>("--to")
    {
        Description = "Write the result to a file instead: .parquet, .csv or .arrow",
        HelpName = "file",
    }.Checked(text => Writer(text) is not null, "a file name that ends in .parquet, .csv or .arrow");

    private static readonly Option<int> Rows = new Option<int>("--rows")
    {
        Description = "The maximum number of rows in a table",
        HelpName = "number",
        DefaultValueFactory = _ => 100,
    }.Checked(text => Number.IsWhole(text, out var rows) && rows > 0, "a whole number above 0");

    public static Command Create() =>
        new ToolCommand(
            "query",
            "Query a data source. With --output json, each row is a JSON object on a line.",
            "domino datasource query demo \"SELECT district, count(*) AS trips FROM trips GROUP BY district\"",
            "domino datasource query demo \"SELECT * FROM trips\" --to trips.parquet"
        )
        {
            Shared.Source,
            Sql,
            To,
            Rows,
            LocalTarget.IfExists,
        }.Does(async context =>
        {
            if (context.Get(To) is { } target)
            {
                LocalTarget.RequireFree(context, target);
            }

            var source = await context.DataClient.DataSources.GetTabularAsync(context.Get(Shared.Source), context.CancellationToken);
            await using var result = await source.QueryAsync(context.Get(Sql), context.CancellationToken);
            if (context.Get(To) is { } file)
            {
                await Writer(file)!(result, file, context.CancellationToken);
                await context.SayAsync($"Wrote the result to {file} ({ByteCount.Text(new FileInfo(file).Length)}).");
            }
            else if (context.IsJson)
            {
                await QueryOutput.WriteLinesAsync(context, result);
            }
            else
            {
                await QueryOutput.WriteTableAsync(context, result, context.Get(Rows));
            }

            return ExitCode.Success;
        });

    private static Func<QueryResult, string, CancellationToken, Task>? Writer(string file) =>
        Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".PARQUET" => (result, path, token) => result.WriteParquetAsync(path, token),
            ".CSV" => (result, path, token) => result.WriteCsvAsync(path, token),
            ".ARROW" => (result, path, token) => result.WriteArrowAsync(path, token),
            _ => null,
        };
}
