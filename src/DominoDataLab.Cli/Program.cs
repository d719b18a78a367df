using System.CommandLine;
using DominoDataLab.Cli;
using DominoDataLab.Cli.Commands;

// The most asked question gets its answer without building the tree of commands.
if (args is ["version"] && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST")))
{
    Console.WriteLine($"domino {VersionCommand.Tool}");
    return 0;
}

var root = new RootCommand("Domino Data Lab from the command line.")
{
    CommandContext.Output,
    CommandContext.Project,
    ServerCommands.Create(),
    VersionCommand.Create(),
    ProjectCommands.Create(),
    FileCommands.Create(),
    JobCommands.CreateRun(),
    JobCommands.Create(),
};
var parsed = root.Parse(args);
return parsed.Errors.Count > 0 ? Math.Max(await parsed.InvokeAsync(), (int)ExitCode.Usage) : await parsed.InvokeAsync();
