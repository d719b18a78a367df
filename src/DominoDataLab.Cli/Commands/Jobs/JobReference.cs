using System.CommandLine;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>The argument that names jobs, by number or ID.</summary>
internal static class JobReference
{
    public static Argument<string[]> Jobs { get; } =
        new("job") { Description = "The number or ID of each job. A number needs the project", Arity = ArgumentArity.OneOrMore };

    /// <summary>Gets the IDs of the jobs that the command line names.</summary>
    /// <exception cref="ArgumentException">A value is neither a number nor an ID.</exception>
    /// <exception cref="DominoNotFoundException">The project has no job of that number.</exception>
    public static async Task<IReadOnlyList<string>> IdsAsync(CommandContext context)
    {
        var given = context.Get(Jobs);
        if (given.FirstOrDefault(job => !IsId(job) && !Number.IsWhole(job, out _)) is { } invalid)
        {
            throw new ArgumentException($"'{invalid}' is not a valid job. Use a job number or a job ID.");
        }

        if (given.All(IsId))
        {
            return given;
        }

        var wanted = given.Where(job => !IsId(job)).ToHashSet();
        var found = new Dictionary<string, string>();
        var project = context.Project();
        await foreach (var job in project.Jobs.ListAsync(new JobQuery { IncludeArchived = true }, context.CancellationToken))
        {
            if (wanted.Contains($"{job.Number}") && found.TryAdd($"{job.Number}", job.Id) && found.Count == wanted.Count)
            {
                break;
            }
        }

        return
        [
            .. given.Select(job =>
                IsId(job) ? job
                : found.TryGetValue(job, out var id) ? id
                : throw new DominoNotFoundException("job", job, "To list the jobs of the project, run: domino job list")
            ),
        ];
    }

    private static bool IsId(string job) => job.Length == 24 && job.All(char.IsAsciiHexDigit);
}
