using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino file list|upload|download</c></summary>
internal static class FileCommands
{
    public static Command Create() => new("file", "Files of a project.") { ListCommand(), UploadCommand(), DownloadCommand() };

    private static Option<string?> Commit() => new("--commit") { Description = "The commit [default: the newest]" };

    private static Command ListCommand()
    {
        var folder = new Argument<string>("folder") { Description = "The folder.", DefaultValueFactory = _ => "" };
        var commit = Commit();
        return new Command("list", "Lists files.") { folder, commit }.Does(async (parsed, domino, cancellationToken) =>
        {
            var files = await domino.Project(parsed.ProjectName()).Files.ListAsync(parsed.GetValue(folder)!, parsed.GetValue(commit), cancellationToken);
            var rows = files.Select(file => new FileRow(file.Path, file.Key, file.SizeBytes)).ToList();
            parsed.Write(rows, OutputJson.Default.ListFileRow, () => rows.Select(row => $"{row.SizeBytes,12}  {row.Path}"));
            return ExitCode.Success;
        });
    }

    private static Command UploadCommand()
    {
        var local = new Argument<string>("local") { Description = "The file to send." };
        var path = new Argument<string?>("path") { Description = "Where it goes [default: its name, in the root]", Arity = ArgumentArity.ZeroOrOne };
        return new Command("upload", "Uploads a file; the upload is a commit.") { local, path }.Does(async (parsed, domino, cancellationToken) =>
        {
            var source = parsed.GetValue(local)!;
            var uploaded = await domino.Project(parsed.ProjectName()).Files.UploadAsync(parsed.GetValue(path) ?? Path.GetFileName(source), source, cancellationToken);
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Uploaded {uploaded.Path} ({uploaded.SizeBytes} bytes).");
            return ExitCode.Success;
        });
    }

    private static Command DownloadCommand()
    {
        var path = new Argument<string>("path") { Description = "The file's path in the project." };
        var local = new Argument<string?>("local") { Description = "Where it goes [default: its name, here]", Arity = ArgumentArity.ZeroOrOne };
        var commit = Commit();
        return new Command("download", "Downloads a file.") { path, local, commit }.Does(async (parsed, domino, cancellationToken) =>
        {
            var target = parsed.GetValue(local) ?? Path.GetFileName(parsed.GetValue(path)!);
            var bytes = await domino.Project(parsed.ProjectName()).Files.DownloadAsync(parsed.GetValue(path)!, target, parsed.GetValue(commit), cancellationToken);
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Downloaded {target} ({bytes} bytes).");
            return ExitCode.Success;
        });
    }
}
