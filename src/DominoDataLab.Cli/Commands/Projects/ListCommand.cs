using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Projects;

/// <summary><c>domino project list</c></summary>
internal static class ListCommand
{
    public static Command Create() =>
        new ToolCommand("list", "Lists your projects.").Does(async context =>
        {
            var rows = new List<ProjectRow>();
            await foreach (var project in context.Domino.Projects.ListAsync(cancellationToken: context.CancellationToken))
            {
                rows.Add(ProjectRow.From(project));
            }

            context.WriteList(rows, OutputJson.Written.IReadOnlyListProjectRow, ProjectRow.Columns);
            return ExitCode.Success;
        });
}
