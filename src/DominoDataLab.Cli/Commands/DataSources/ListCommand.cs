using System.CommandLine;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource list</c></summary>
internal static class ListCommand
{
    public static Command Create() =>
        new ToolCommand("list", "List the data sources of a local server that you may use.", "domino datasource list").Does(async context =>
        {
            var json = await LocalServerApi.SendAsync(context, HttpMethod.Get, Shared.Route);
            var rows = json.Deserialize(OutputJson.Written.IReadOnlyListDataSourceRow)!;
            await context.WriteListAsync(rows, OutputJson.Written.IReadOnlyListDataSourceRow, "No data sources.", DataSourceRow.Columns);
            return ExitCode.Success;
        });
}
