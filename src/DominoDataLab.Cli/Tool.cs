using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DominoDataLab.Cli.Commands;

namespace DominoDataLab.Cli;

/// <summary>The tree of commands, and the handling of a command line that does not fit it.</summary>
internal static class Tool
{
    // Options know the commands they belong to, so the tree is built once.
    public static RootCommand Root { get; } = CreateRoot();

    public static async Task<ExitCode> RunAsync(string[] args, ToolHost host, CancellationToken cancellationToken)
    {
        try
        {
            var normalized = RawArguments.Normalize(args);
            var parsed = Root.Parse(normalized);
            var problems =
                parsed.Action is ParseErrorAction || parsed.Action == parsed.CommandResult.Command.Action
                    ? Misuse.Find(parsed, normalized)
                    : [];
            if (parsed.Action is ParseErrorAction || problems.Count > 0)
            {
                await Misuse.ExplainAsync(parsed, problems, host.Error);
                return ExitCode.Usage;
            }

            return (ExitCode)await parsed.InvokeAsync(host, cancellationToken);
        }
        catch (OutputException e)
        {
            await host.Error.WriteLineAsync($"domino: {e.Message}");
            return ExitCode.Error;
        }
    }

    /// <summary>Writes the help of a command.</summary>
    public static Task ShowHelpAsync(string[] command, TextWriter output) =>
        Root.Parse([.. command, "--help"]).InvokeAsync(new InvocationConfiguration { Output = output, Error = output });

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand(
            "Domino Data Lab from the command line: projects, files, datasets, jobs and their logs, and a Domino on this machine.\n\n"
                + "Set DOMINO_API_HOST and DOMINO_USER_API_KEY to choose the deployment, or start a local one with 'domino server start'."
        )
        {
            SharedOptions.Output,
            SharedOptions.Project,
            SharedOptions.Utc,
            SharedOptions.Verbose,
            new Command("server", "Run a Domino server on this machine.")
            {
                Commands.Server.StartCommand.Create(),
                Commands.Server.StatusCommand.Create(),
                Commands.Server.StopCommand.Create(),
                Commands.Server.UserCommands.Create(),
            },
            VersionCommand.Create(),
            CompletionCommand.Create(),
            new Command("project", "Create and list projects.")
            {
                Commands.Projects.CreateCommand.Create(),
                Commands.Projects.ListCommand.Create(),
            },
            new Command("file", "Upload, download, list and sync the files of a project.")
            {
                Commands.Files.ListCommand.Create(),
                Commands.Files.UploadCommand.Create(),
                Commands.Files.DownloadCommand.Create(),
                Commands.Files.StatusCommand.Create(),
                Commands.Files.DiffCommand.Create(),
                Commands.Files.SyncCommand.Create(),
                Commands.Files.IgnoredCommand.Create(),
            },
            new Command("dataset", "Create, list, upload and download datasets.")
            {
                Commands.Datasets.CreateCommand.Create(),
                Commands.Datasets.ListCommand.Create(),
                Commands.Datasets.FilesCommand.Create(),
                Commands.Datasets.UploadCommand.Create(),
                Commands.Datasets.DownloadCommand.Create(),
                new Command("snapshot", "Create, list, tag and restore snapshots of a dataset.")
                {
                    Commands.Snapshots.CreateCommand.Create(),
                    Commands.Snapshots.ListCommand.Create(),
                    Commands.Snapshots.TagCommand.Create(),
                    Commands.Datasets.DownloadCommand.CreateRestore(),
                },
            },
            new Command("datasource", "Query databases and use object stores.")
            {
                Commands.DataSources.CreateCommand.Create(),
                Commands.DataSources.ListCommand.Create(),
                Commands.DataSources.DeleteCommand.Create(),
                Commands.DataSources.QueryCommand.Create(),
                Commands.DataSources.LsCommand.Create(),
                Commands.DataSources.GetCommand.Create(),
                Commands.DataSources.PutCommand.Create(),
            },
            RunCommand.Create(),
            new Command("job", "Start, list, follow and stop jobs.")
            {
                Commands.Jobs.StartCommand.Create(),
                Commands.Jobs.ListCommand.Create(),
                Commands.Jobs.StatusCommand.Create(),
                Commands.Jobs.WaitCommand.Create(),
                Commands.Jobs.LogsCommand.Create(),
                Commands.Jobs.StopCommand.Create(),
            },
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ToolCommand.HelpWithExamples((HelpAction)help.Action!);
        if (!OperatingSystem.IsWindows())
        {
            // Elsewhere it is a path.
            help.Aliases.Remove("/h");
        }

        root.Options.OfType<VersionOption>().Single().Aliases.Add("-v");
        return root;
    }
}
