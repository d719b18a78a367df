using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Cli.Commands.Projects;

/// <summary><c>domino project create</c></summary>
internal static class CreateCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The project's name, without its owner" };
    private static readonly Option<string> Description = new("--description")
    {
        Description = "The project's description",
        HelpName = "text",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string> Visibility = new Option<string>("--visibility")
    {
        Description = "Who can see the project: only its collaborators (private), everyone (public), or everyone by name only (searchable)",
        DefaultValueFactory = _ => "private",
    }.OneOf("private", "public", "searchable");

    public static Command Create() =>
        new ToolCommand("create", "Create a project that you own.", "domino project create sales --description \"Sales by region\"")
        {
            Name,
            Description,
            Visibility,
        }.Does(async context =>
        {
            var project = await context.Domino.Projects.CreateAsync(
                new CreateProjectRequest
                {
                    Name = context.Get(Name),
                    Description = context.Get(Description)!,
                    Visibility = context.Get(Visibility) switch
                    {
                        "public" => ProjectVisibility.Public,
                        "searchable" => ProjectVisibility.Searchable,
                        _ => ProjectVisibility.Private,
                    },
                },
                context.CancellationToken
            );
            context.WriteOne(ProjectRow.From(project), OutputJson.Written.ProjectRow, ProjectRow.Columns);
            return ExitCode.Success;
        });
}
