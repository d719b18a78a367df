using System.CommandLine;
using DominoDataLab.Cli.Commands.Datasets;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file download</c></summary>
internal static class DownloadCommand
{
    private static readonly Argument<string> Source = new("path")
    {
        Description =
            "The path of a file or folder in the project, or a pattern: '?' is one character, '*' anything but a slash, '**' anything",
    };
    private static readonly Argument<string?> Local = new("local")
    {
        Description = "The target: a file, a folder (a slash at its end creates it), or '-' for standard output [default: here]",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<bool> Literal = new("--literal")
    {
        Description = "Take '*' and '?' in the path as they are, not as a pattern",
    };
    private static readonly Option<string> IfExists = TransferCommand.IfExists("fail", "fail", "skip", "overwrite");

    public static Command Create() =>
        new ToolCommand(
            "download",
            "Download a file, a folder, or all files that match a pattern with their folders. Files that exist with the same content are "
                + "skipped.",
            "domino file download results/revenue.csv -p ada/sales",
            "domino file download results here -p ada/sales --if-exists overwrite",
            "domino file download results/revenue.csv - -p ada/sales"
        )
        {
            Source,
            Local,
            Literal,
            IfExists,
            SharedOptions.Commit,
        }.Does(async context =>
        {
            var (source, local) = (context.Get(Source), context.Get(Local) ?? ".");
            var project = context.Project();
            var commit = await context.CommitAsync(project);
            var isLiteral = context.Get(Literal) || !source.AsSpan().ContainsAny('*', '?');
            var isPattern = !isLiteral || source.EndsWith('/');
            if (local == "-")
            {
                return await WriteAsync(context, project.Files, isPattern, commit);
            }

            var report = new TransferReport();
            try
            {
                using (var progress = context.Progress())
                {
                    var options = new ProjectDownloadOptions
                    {
                        CommitId = commit,
                        Include = isPattern ? [isLiteral ? $"{source}**" : source] : [],
                        Collision = TransferCommand.Policy(context.Get(IfExists)),
                        Progress = progress,
                        FileCompleted = report.Completed,
                    };
                    if (isPattern)
                    {
                        report.Add(await project.Files.DownloadAllAsync(local, options, context.CancellationToken));
                    }
                    else
                    {
                        await DownloadAsync(project.Files, source, local, options, report, context.CancellationToken);
                    }
                }
            }
            catch (DominoExistsException e)
            {
                await context.SayAsync(
                    $"domino: '{e.Name}' already exists and differs. Nothing was downloaded. Use --if-exists skip or overwrite."
                );
                return ExitCode.Conflict;
            }
            catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
            {
                await context.SayAsync(
                    $"Interrupted. {Plural.Of(report.Done, "file")} downloaded. Run the same command to download the rest."
                );
                return ExitCode.Interrupted;
            }

            if (report.Total.FilesTransferred + report.Total.FilesSkipped == 0)
            {
                throw new FileNotFoundException($"No file of the project matches '{source}'.");
            }

            await report.WriteAsync(context, "Downloaded", "already here");
            return ExitCode.Success;
        });

    private static async Task DownloadAsync(
        ProjectFilesClient files,
        string source,
        string local,
        ProjectDownloadOptions options,
        TransferReport report,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var file = LocalTarget.Of(local, source);
            report.Add(await files.DownloadAsync(source, file, options, cancellationToken));
            report.Single = new TransferRow(file, source, report.Total.BytesTransferred);
        }
        catch (DominoNotFoundException) when (!source.AsSpan().ContainsAny('*', '?'))
        {
            // It may be a folder, which the server does not have as a thing of its own.
            report.Add(await files.DownloadAllAsync(local, options with { Include = [$"{source}/**"] }, cancellationToken));
            if (report.Total.FilesTransferred + report.Total.FilesSkipped == 0)
            {
                throw;
            }
        }
    }

    private static async Task<ExitCode> WriteAsync(CommandContext context, ProjectFilesClient files, bool isPattern, string? commit)
    {
        if (isPattern)
        {
            throw new ArgumentException("Standard output takes a single file, not a pattern.");
        }

        await using var content = await files.OpenReadAsync(context.Get(Source), commit, context.CancellationToken);
        await using var output = context.OpenBinaryOutput();
        await content.CopyToAsync(output, context.CancellationToken);
        return ExitCode.Success;
    }
}
