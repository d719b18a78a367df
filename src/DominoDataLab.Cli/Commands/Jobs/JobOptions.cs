using System.CommandLine;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>The options of commands that start a job.</summary>
internal static class JobOptions
{
    private static readonly Argument<string[]> Words = new("command")
    {
        Description = "A file of the project or a program, and its arguments; the tool's own options come before.",
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

    // What looks like an option and is none would otherwise be taken for the program's name.
    static JobOptions() =>
        Words.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] word }, ..])
            {
                result.AddError($"Unknown option '{word}'.");
            }
        });

    public static Command AddTo(Command command)
    {
        command.Add(Words);
        foreach (var option in (Option[])[SharedOptions.Project, Title, Tier, Environment, SharedOptions.Commit])
        {
            command.Add(option);
        }

        return command;
    }

    public static async Task<Job> StartAsync(CommandContext context)
    {
        var request = new StartJobRequest
        {
            // One word may be a whole command line; several are quoted so that they arrive as they are.
            Command = context.Get(Words) is [var line] ? line : CommandLine.Join(context.Get(Words)),
            Title = context.Get(Title),
            HardwareTier = context.Get(Tier),
            Environment = context.Get(Environment),
            CommitId = context.Get(SharedOptions.Commit),
        };
        try
        {
            return await context.Project().Jobs.StartAsync(request, context.CancellationToken);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            await context.SayAsync("Interrupted while the job was being started. It may have started. See: domino job list");
            throw;
        }
    }
}
