using System.CommandLine;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>The options of the commands that start a job.</summary>
internal static class JobOptions
{
    private static readonly Argument<string[]> Words = new("command")
    {
        Description = "A file of the project or a program, and its arguments. Put options of the tool before it",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Title = new("--title") { Description = "The job's title", HelpName = "text" };
    private static readonly Option<string?> Tier = new("--tier")
    {
        Description = "The hardware tier [default: the project's]",
        HelpName = "name or id",
    };
    private static readonly Option<string?> Environment = new("--environment")
    {
        Description = "The environment [default: the project's]",
        HelpName = "name or id",
    };

    public static Command AddTo(Command command)
    {
        command.Add(Words);
        foreach (var option in (Option[])[Title, Tier, Environment, SharedOptions.Commit])
        {
            command.Add(option);
        }

        return command;
    }

    public static async Task<Job> StartAsync(CommandContext context)
    {
        var project = context.Project();
        var request = new StartJobRequest
        {
            // One word may be a whole command line. Several words are quoted, so that they arrive as they are.
            Command = context.Get(Words) is [var line] ? line : CommandLine.Join(context.Get(Words)),
            Title = context.Get(Title),
            HardwareTier = context.Get(Tier),
            Environment = context.Get(Environment),
            CommitId = await context.CommitAsync(project),
        };
        try
        {
            return await project.Jobs.StartAsync(request, context.CancellationToken);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            await context.SayAsync("Interrupted while the job was starting. It may have started. To see it, run: domino job list");
            throw;
        }
    }
}
