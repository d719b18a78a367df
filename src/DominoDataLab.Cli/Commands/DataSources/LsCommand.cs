using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource ls</c></summary>
internal static class LsCommand
{
    private static readonly Argument<string> Prefix = new("prefix")
    {
        Description = "How the keys begin [default: any]",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<int> Most = new Option<int>("--limit")
    {
        Description = "The most keys to list",
        HelpName = "number",
        DefaultValueFactory = _ => 1000,
    }.Checked(text => Number.IsWhole(text, out var most) && most > 0, "a whole number above 0");

    public static Command Create() =>
        new ToolCommand("ls", "Lists the keys of objects in an object store.", "domino datasource ls images 2024/")
        {
            Shared.Source,
            Prefix,
            Most,
        }.Does(async context =>
        {
            var store = await context.DataClient.DataSources.GetObjectStoreAsync(context.Get(Shared.Source), context.CancellationToken);
            var keys = store.ListAsync(context.Get(Prefix), context.Get(Most), context.CancellationToken);
            var rows = await keys.Select(key => new ObjectRow(key)).ToListAsync(context.CancellationToken);
            context.WriteList(rows, OutputJson.Written.IReadOnlyListObjectRow, new Column<ObjectRow>("Key", row => row.Key));
            return ExitCode.Success;
        });
}
