using System.CommandLine;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>What may be said when a job is started.</summary>
internal static class JobOptions
{
    private static readonly Argument<string[]> Words = new("command")
    {
        Description = "A file of the project or a program, and its arguments. Put -- before them if one begins with a dash.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Title = new("--title") { Description = "The job's title", HelpName = "text" };
    private static readonly Option<string?> Tier = new("--tier") { Description = "The hardware tier [default: the project's]", HelpName = "name or id" };
    private static readonly Option<string?> Environment = new("--environment") { Description = "The environment [default: the project's]", HelpName = "name or id" };

    public static Command AddTo(Command command)
    {
        command.Add(Words);
        foreach (var option in (Option[])[SharedOptions.Project, Title, Tier, Environment, SharedOptions.Commit])
        {
            command.Add(option);
        }

        return command;
    }

    public static Task<Job> StartAsync(CommandContext context) =>
        context.Project().Jobs.StartAsync(
            new StartJobRequest
            {
                // One word may be a whole command line; several are quoted so that they arrive as they are.
                Command = context.Get(Words) is [var line] ? line : string.Join(' ', context.Get(Words).Select(Quote)),
                Title = context.Get(Title),
                HardwareTier = context.Get(Tier),
                Environment = context.Get(Environment),
                CommitId = context.Get(SharedOptions.Commit),
            },
            context.CancellationToken);

    private static string Quote(string word) =>
        word.Length > 0 && word.All(character => char.IsLetterOrDigit(character) || "-_./=:,+@%".Contains(character, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
