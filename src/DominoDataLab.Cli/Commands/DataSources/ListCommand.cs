using System.CommandLine;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource list</c></summary>
internal static class ListCommand
{
    public static Command Create() =>
        new ToolCommand("list", "Lists the data sources of a local server that you may use.", "domino datasource list").Does(
            async context =>
            {
                var json = await LocalSources.SendAsync(context, HttpMethod.Get);
                var rows = json.Deserialize(OutputJson.Written.IReadOnlyListDataSourceRow)!;
                context.WriteList(rows, OutputJson.Written.IReadOnlyListDataSourceRow, DataSourceRow.Columns);
                return ExitCode.Success;
            }
        );
}
