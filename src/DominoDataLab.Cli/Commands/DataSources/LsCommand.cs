using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource ls</c></summary>
internal static class LsCommand
{
    private static readonly Argument<string> Prefix = new("prefix")
    {
        Description = "The prefix of the keys [default: all keys]",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<int> Limit = new Option<int>("--limit")
    {
        Description = "The maximum number of keys",
        HelpName = "number",
        DefaultValueFactory = _ => 1000,
    }.Checked(text => Number.IsWhole(text, out var limit) && limit > 0, "a whole number above 0");

    public static Command Create() =>
        new ToolCommand("ls", "List the keys of the objects in an object store.", "domino datasource ls images 2024/")
        {
            Shared.Source,
            Prefix,
            Limit,
        }.Does(async context =>
        {
            var store = await context.DataClient.DataSources.GetObjectStoreAsync(context.Get(Shared.Source), context.CancellationToken);
            var keys = store.ListAsync(context.Get(Prefix), context.Get(Limit), context.CancellationToken);
            var rows = await keys.Select(key => new ObjectRow(key)).ToListAsync(context.CancellationToken);
            await context.WriteListAsync(
                rows,
                OutputJson.Written.IReadOnlyListObjectRow,
                "No objects.",
                new Column<ObjectRow>("Key", row => row.Key)
            );
            return ExitCode.Success;
        });
}
