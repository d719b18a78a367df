using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary>The options, progress and final report that uploads and downloads share.</summary>
internal static class TransferCommand
{
    private const string ChunkSizeRule = "a size from 64KiB to 1GiB, such as 8MiB";
    private static readonly TransferOptions Defaults = new DatasetUploadOptions();

    private static readonly Option<string[]> Include = new("--include")
    {
        Description = "Include only files that match. '*' matches anything but a slash, '**' anything. Repeatable",
        HelpName = "pattern",
    };
    private static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "Exclude files that match. Repeatable",
        HelpName = "pattern",
    };
    private static readonly Option<bool> NoResume = new("--no-resume") { Description = "Start over instead of resuming" };

    private static readonly Option<int?> Concurrency = new Option<int?>("--concurrency")
    {
        Description = $"The number of simultaneous requests [default: {Defaults.MaxConcurrency}]",
        HelpName = "number",
    }.Checked(text => Number.IsWhole(text, out var number) && number is >= 1 and <= 256, "a whole number from 1 to 256");

    private static readonly Option<int?> ChunkSize = new Option<int?>("--chunk-size")
    {
        Description = $"The size of a chunk [default: {Defaults.ChunkSize >> 20}MiB]",
        HelpName = "size",
        CustomParser = result => ByteCount.TryParse(result.Tokens[0].Value, out var bytes) ? bytes : null,
    }.Checked(text => ByteCount.TryParse(text, out var bytes) && bytes is >= 64 << 10 and <= 1 << 30, ChunkSizeRule);

    public static Command AddOptionsTo(Command command)
    {
        foreach (var option in (Option[])[Include, Exclude, Concurrency, ChunkSize, NoResume])
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>Creates the option for files that already exist at the target.</summary>
    public static Option<string> IfExists(string usual, params string[] words) =>
        new Option<string>("--if-exists")
        {
            Description = "What to do with a file that already exists at the target",
            DefaultValueFactory = _ => usual,
        }.OneOf(words);

    public static CollisionPolicy Policy(string? word) =>
        word switch
        {
            "skip" => CollisionPolicy.Skip,
            "overwrite" => CollisionPolicy.Overwrite,
            "rename" => CollisionPolicy.Rename,
            _ => CollisionPolicy.Fail,
        };

    /// <summary>Transfers with the options of the command line and reports the result.</summary>
    public static async Task<ExitCode> RunAsync<T>(CommandContext context, T options, Func<T, Task<TransferResult>> transfer)
        where T : TransferOptions
    {
        TransferOptions given = options;
        TransferResult result;
        using (var progress = context.Progress())
        {
            result = await transfer(
                (T)(
                    given with
                    {
                        Include = context.Get(Include)!,
                        Exclude = context.Get(Exclude)!,
                        MaxConcurrency = context.Get(Concurrency) ?? given.MaxConcurrency,
                        ChunkSize = context.Get(ChunkSize) ?? given.ChunkSize,
                        Resume = !context.Get(NoResume),
                        Progress = progress,
                    }
                )
            );
        }

        context.WriteOne(TransferResultRow.From(result), OutputJson.Written.TransferResultRow, TransferResultRow.Columns);
        if (result.FilesTransferred + result.FilesSkipped == 0)
        {
            var isFiltered = context.Get(Include) is { Length: > 0 } || context.Get(Exclude) is { Length: > 0 };
            await context.SayAsync(isFiltered ? "No file matches the patterns." : "No files were found to transfer.");
            return isFiltered ? ExitCode.NotFound : ExitCode.Success;
        }

        return await LeftOut.ReportAsync(context, result);
    }
}
