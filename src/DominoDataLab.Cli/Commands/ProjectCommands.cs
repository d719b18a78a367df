using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino project create|list</c></summary>
internal static class ProjectCommands
{
    public static Command Create() => new("project", "Projects.") { CreateCommand(), ListCommand() };

    private static Command CreateCommand()
    {
        var name = new Argument<string>("name") { Description = "The project's name." };
        var description = new Option<string>("--description") { Description = "What it is for.", DefaultValueFactory = _ => "" };
        return new Command("create", "Creates a project.") { name, description }.Does(async (parsed, domino, cancellationToken) =>
        {
            var project = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = parsed.GetValue(name)!, Description = parsed.GetValue(description)! }, cancellationToken);
            Write(parsed, [project]);
            return ExitCode.Success;
        });
    }

    private static Command ListCommand() =>
        new Command("list", "Lists your projects.").Does(async (parsed, domino, cancellationToken) =>
        {
            var projects = new List<Project>();
            await foreach (var project in domino.Projects.ListAsync(cancellationToken: cancellationToken))
            {
                projects.Add(project);
            }

            Write(parsed, projects);
            return ExitCode.Success;
        });

    private static void Write(ParseResult parsed, List<Project> projects)
    {
        var rows = projects.ConvertAll(project => new ProjectRow(project.Id, project.OwnerName ?? project.OwnerUsername ?? "", project.Name));
        parsed.Write(rows, OutputJson.Default.ListProjectRow, () => rows.Select(row => $"{row.Id}  {row.Owner}/{row.Name}"));
    }
}
