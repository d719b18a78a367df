using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Projects;

/// <summary><c>domino project list</c></summary>
internal static class ListCommand
{
    public static Command Create() =>
        new ToolCommand("list", "List your projects.").Does(async context =>
        {
            var rows = new List<ProjectRow>();
            await foreach (var project in context.Domino.Projects.ListAsync(cancellationToken: context.CancellationToken))
            {
                rows.Add(ProjectRow.From(project));
            }

            await context.WriteListAsync(rows, OutputJson.Written.IReadOnlyListProjectRow, "No projects.", ProjectRow.Columns);
            return ExitCode.Success;
        });
}
