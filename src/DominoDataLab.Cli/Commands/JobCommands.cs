using System.CommandLine;
using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino run</c> and <c>domino job start|list|status|wait|logs|stop</c></summary>
internal static class JobCommands
{
    public static Command Create() => new("job", "Jobs.") { StartCommand(), ListCommand(), StatusCommand(), WaitCommand(), LogsCommand(), StopCommand() };

    /// <summary>Starts a job, shows its log as it is written, and ends as the job does.</summary>
    public static Command CreateRun()
    {
        var (command, start) = Start("run", "Starts a job, follows its log and waits for its end.");
        return command.Does(async (parsed, domino, cancellationToken) =>
        {
            var job = await start(parsed, domino, cancellationToken);
            await FollowAsync(parsed, domino, job.Id, follow: true, cancellationToken);
            job = await domino.Jobs.WaitForCompletionAsync(job.Id, cancellationToken: cancellationToken);
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Job {job.Number} ({job.Id}) {job.Status}{(job.OutputCommitId is { } commit ? $"; results are commit {commit}" : "")}.{(job.AbnormalStatus?.RunFailureMessage is { } reason ? " " + reason : "")}");
            return CommandContext.Code(job.Status);
        });
    }

    private static Command StartCommand()
    {
        var (command, start) = Start("start", "Starts a job.");
        return command.Does(async (parsed, domino, cancellationToken) =>
        {
            Write(parsed, await start(parsed, domino, cancellationToken));
            return ExitCode.Success;
        });
    }

    private static (Command Command, Func<ParseResult, DominoClient, CancellationToken, Task<Job>> Start) Start(string verb, string description)
    {
        var words = new Argument<string[]>("command") { Description = "A file of the project or a program, and its arguments; put -- before them if they begin with a dash.", Arity = ArgumentArity.OneOrMore };
        var title = new Option<string?>("--title") { Description = "The job's title." };
        var tier = new Option<string?>("--tier") { Description = "Hardware tier, by name or id." };
        var environment = new Option<string?>("--environment") { Description = "Environment, by name or id." };
        var commit = new Option<string?>("--commit") { Description = "The commit to run on [default: the newest]" };
        return (new Command(verb, description) { words, title, tier, environment, commit }, (parsed, domino, cancellationToken) =>
            domino.Project(parsed.ProjectName()).Jobs.StartAsync(
                new StartJobRequest
                {
                    // One word may be a whole command line; several are quoted so that they arrive as they are.
                    Command = parsed.GetValue(words) is [var line] ? line : string.Join(' ', parsed.GetValue(words)!.Select(Quote)),
                    Title = parsed.GetValue(title),
                    HardwareTier = parsed.GetValue(tier),
                    Environment = parsed.GetValue(environment),
                    CommitId = parsed.GetValue(commit),
                },
                cancellationToken));
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(character => char.IsLetterOrDigit(character) || "-_./=:,+@%".Contains(character, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static Argument<string> Id() => new("id") { Description = "The job's id." };

    private static Command ListCommand()
    {
        var status = new Option<string>("--status") { Description = "Which jobs.", DefaultValueFactory = _ => "all" }.AcceptOnlyFromAmong("all", "queued", "running", "completed", "archived", "active");
        return new Command("list", "Lists jobs, the newest first.") { status }.Does(async (parsed, domino, cancellationToken) =>
        {
            var rows = new List<JobRow>();
            await foreach (var job in domino.Project(parsed.ProjectName()).Jobs.ListAsync(new JobQuery { Status = parsed.GetValue(status)! }, cancellationToken))
            {
                rows.Add(Row(job));
            }

            parsed.Write(rows, OutputJson.Default.ListJobRow, () => rows.Select(Line));
            return ExitCode.Success;
        });
    }

    private static Command StatusCommand()
    {
        var id = Id();
        return new Command("status", "Shows where a job stands.") { id }.Does(async (parsed, domino, cancellationToken) =>
        {
            Write(parsed, await domino.Jobs.GetAsync(parsed.GetValue(id)!, cancellationToken));
            return ExitCode.Success;
        });
    }

    private static Command WaitCommand()
    {
        var id = Id();
        var timeout = new Option<double?>("--timeout") { Description = "Seconds to wait [default: without end]" };
        return new Command("wait", "Waits for a job's end; the exit code is the job's.") { id, timeout }.Does(async (parsed, domino, cancellationToken) =>
        {
            var deadline = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            var job = await domino.Jobs.WaitForCompletionAsync(parsed.GetValue(id)!, new WaitOptions { Deadline = deadline }, cancellationToken);
            Write(parsed, job);
            return CommandContext.Code(job.Status);
        });
    }

    private static Command LogsCommand()
    {
        var id = Id();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the log is complete." };
        return new Command("logs", "Shows a job's log.") { id, follow }.Does(async (parsed, domino, cancellationToken) =>
        {
            await FollowAsync(parsed, domino, parsed.GetValue(id)!, parsed.GetValue(follow), cancellationToken);
            return ExitCode.Success;
        });
    }

    private static Command StopCommand()
    {
        var id = Id();
        var discard = new Option<bool>("--discard") { Description = "Do not keep what it has changed." };
        return new Command("stop", "Stops a job.") { id, discard }.Does(async (parsed, domino, cancellationToken) =>
        {
            var job = await domino.Jobs.GetAsync(parsed.GetValue(id)!, cancellationToken);
            Write(parsed, await domino.Project(job.ProjectId!).Jobs.StopAsync(job.Id, !parsed.GetValue(discard), cancellationToken));
            return ExitCode.Success;
        });
    }

    private static async Task FollowAsync(ParseResult parsed, DominoClient domino, string id, bool follow, CancellationToken cancellationToken)
    {
        await foreach (var line in domino.Jobs.StreamLogsAsync(id, follow, cancellationToken))
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.IsJson()
                ? JsonSerializer.Serialize(new LogRow(line.Timestamp, line.Type.Value, line.Text), OutputJson.Default.LogRow)
                : line.Text);
        }
    }

    private static void Write(ParseResult parsed, Job job) => parsed.Write(Row(job), OutputJson.Default.JobRow, () => [Line(Row(job))]);

    private static JobRow Row(Job job) => new(job.Id, job.Number, job.Status.Value, job.Command, job.OutputCommitId);

    private static string Line(JobRow row) => $"{row.Id}  {row.Number,5}  {row.Status,-10}  {row.Command}";
}
