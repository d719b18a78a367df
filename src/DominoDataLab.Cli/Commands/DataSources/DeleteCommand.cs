using System.CommandLine;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource delete</c></summary>
internal static class DeleteCommand
{
    public static Command Create() =>
        new ToolCommand("delete", "Delete a data source of a local server. Its data is kept.", "domino datasource delete sales")
        {
            Shared.Source,
        }.Does(async context =>
        {
            await LocalServerApi.SendAsync(context, HttpMethod.Delete, Shared.Route, context.Get(Shared.Source));
            await context.SayAsync($"The data source '{context.Get(Shared.Source)}' was deleted.");
            return ExitCode.Success;
        });
}
