using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DominoDataLab.Cli.Commands;

namespace DominoDataLab.Cli;

/// <summary>The tree of commands, and what happens to a line that does not fit it.</summary>
internal static class Tool
{
    // Options know the commands they belong to, so the tree is made once.
    public static RootCommand Root { get; } = CreateRoot();

    public static async Task<ExitCode> RunAsync(string[] args, ToolHost host, CancellationToken cancellationToken)
    {
        var parsed = Root.Parse(PassedOn.Mark(args));
        if (parsed.Action is ParseErrorAction)
        {
            await Misuse.ExplainAsync(parsed, host.Error);
            return ExitCode.Usage;
        }

        return (ExitCode)await parsed.InvokeAsync(host, cancellationToken);
    }

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand(
            "Domino Data Lab from the command line: projects, files, datasets, jobs and their logs, and a Domino on this "
                + "machine.\n\nDOMINO_API_HOST and DOMINO_USER_API_KEY say which deployment; 'domino server start' starts one here."
        )
        {
            SharedOptions.Output,
            new Command("server", "A Domino on this machine.")
            {
                Commands.Server.StartCommand.Create(),
                Commands.Server.StatusCommand.Create(),
                Commands.Server.StopCommand.Create(),
            },
            VersionCommand.Create(),
            new Command("project", "Projects.") { Commands.Projects.CreateCommand.Create(), Commands.Projects.ListCommand.Create() },
            new Command("file", "Files of a project.")
            {
                Commands.Files.ListCommand.Create(),
                Commands.Files.UploadCommand.Create(),
                Commands.Files.DownloadCommand.Create(),
                Commands.Files.StatusCommand.Create(),
                Commands.Files.DiffCommand.Create(),
                Commands.Files.SyncCommand.Create(),
                Commands.Files.IgnoredCommand.Create(),
            },
            new Command("dataset", "Datasets of a project.")
            {
                Commands.Datasets.CreateCommand.Create(),
                Commands.Datasets.ListCommand.Create(),
                Commands.Datasets.FilesCommand.Create(),
                Commands.Datasets.UploadCommand.Create(),
                Commands.Datasets.DownloadCommand.Create(),
                new Command("snapshot", "Snapshots of a dataset.")
                {
                    Commands.Snapshots.CreateCommand.Create(),
                    Commands.Snapshots.ListCommand.Create(),
                    Commands.Snapshots.TagCommand.Create(),
                    Commands.Datasets.DownloadCommand.CreateRestore(),
                },
            },
            new Command("datasource", "Data sources: databases to query, and object stores.")
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
            new Command("job", "Jobs of a project.")
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
        return root;
    }
}
