using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset create</c></summary>
internal static class CreateCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The dataset's name: letters, digits, '-' and '_'" };
    private static readonly Option<string> Description = new("--description")
    {
        Description = "The dataset's description",
        HelpName = "text",
        DefaultValueFactory = _ => "",
    };

    public static Command Create() =>
        new ToolCommand(
            "create",
            "Create a dataset in a project.",
            "domino dataset create prices -p ada/sales --description \"Wheat prices by day\""
        )
        {
            Name,
            Description,
        }.Does(async context =>
        {
            var request = new CreateDatasetRequest { Name = context.Get(Name), Description = context.Get(Description)! };
            var dataset = await context.Project().Datasets.CreateAsync(request, context.CancellationToken);
            context.WriteOne(DatasetRow.From(dataset), OutputJson.Written.DatasetRow, DatasetRow.Columns);
            return ExitCode.Success;
        });
}
