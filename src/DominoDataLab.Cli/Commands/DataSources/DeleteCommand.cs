using System.CommandLine;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource delete</c></summary>
internal static class DeleteCommand
{
    public static Command Create() =>
        new ToolCommand("delete", "Deletes a data source of a local server. Its data stays where it is.", "domino datasource delete sales")
        {
            Shared.Source,
        }.Does(async context =>
        {
            await LocalSources.SendAsync(context, HttpMethod.Delete, context.Get(Shared.Source));
            await context.SayAsync($"The data source '{context.Get(Shared.Source)}' is deleted.");
            return ExitCode.Success;
        });
}
