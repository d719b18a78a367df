using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file upload</c></summary>
internal static class UploadCommand
{
    private static readonly Argument<string[]> Local = new("local")
    {
        Description = "The files and folders to upload. A slash after a folder stands for its contents",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string> To = new("--to")
    {
        Description = "The folder in the project [default: its root]",
        HelpName = "folder",
        DefaultValueFactory = _ => "",
    };
    private static readonly Option<string?> As = new("--as")
    {
        Description = "The path in the project, for a single file",
        HelpName = "path",
    };

    public static Command Create() =>
        new ToolCommand(
            "upload",
            "Upload files and folders to a project. Each file is a commit.",
            "domino file upload sales.csv prices.csv --to data -p ada/sales",
            "domino file upload may.csv --as data/2026-05.csv -p ada/sales",
            "domino file upload reports -p ada/sales",
            "domino file upload reports/ --to archive/2026 -p ada/sales"
        )
        {
            Local,
            To,
            As,
        }.Does(async context =>
        {
            var sources = context.Get(Local).Select(LocalSource.Parse).ToList();
            RequireSources(context, sources);
            var report = new TransferReport();
            try
            {
                using (var progress = context.Progress())
                {
                    foreach (var source in sources)
                    {
                        report.Add(await UploadAsync(context, source, progress, report));
                    }
                }
            }
            catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
            {
                await context.SayAsync($"Interrupted. {Plural.Of(report.Done, "file")} uploaded. Run the same command to upload the rest.");
                return ExitCode.Interrupted;
            }

            await report.WriteAsync(context, "Uploaded", "already in the project");
            return await LeftOut.ReportAsync(context, report.Total);
        });

    private static void RequireSources(CommandContext context, List<LocalSource> sources)
    {
        var missing = sources.Find(source => !source.IsFolder && !File.Exists(source.Given));
        if (missing is not null)
        {
            missing.RequireVisible();
            throw new FileNotFoundException(
                $"The file or folder '{missing.Given}' was not found."
                    + (
                        sources.Count == 2 && missing == sources[1]
                            ? $" To choose the path in the project, use --as {missing.Given} or --to FOLDER."
                            : ""
                    )
            );
        }

        if (context.Get(As) is not null && (sources.Count > 1 || sources[0].IsFolder || context.Get(To) is { Length: > 0 }))
        {
            throw new ArgumentException("--as is for a single file. Use --to FOLDER for folders and for several files.");
        }

        var twice = sources.Where(source => source.Name.Length > 0).GroupBy(source => source.Name).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException(
                $"'{twice.First().Given}' and '{twice.Last().Given}' would both be stored as"
                    + $" '{Target(context, twice.Key)}'. Upload them to "
                    + "different folders."
            );
        }
    }

    private static async Task<TransferResult> UploadAsync(
        CommandContext context,
        LocalSource source,
        IProgress<TransferProgress>? progress,
        TransferReport report
    )
    {
        var files = context.Project().Files;
        var options = new ProjectUploadOptions { Progress = progress, FileCompleted = report.Completed };
        if (source.IsFolder)
        {
            return await files.UploadAllAsync(
                source.Given,
                options with
                {
                    Folder = Target(context, source.Name),
                },
                context.CancellationToken
            );
        }

        var path = context.Get(As) ?? Target(context, source.Name);
        var result = await files.UploadAsync(source.Given, path, options, context.CancellationToken);
        report.Single = new TransferRow(path.TrimStart('/'), source.Given, result.BytesTransferred);
        return result;
    }

    private static string Target(CommandContext context, string name)
    {
        var folder = context.Get(To)!.Trim('/');
        return folder.Length == 0 ? name
            : name.Length == 0 ? folder
            : $"{folder}/{name}";
    }
}
