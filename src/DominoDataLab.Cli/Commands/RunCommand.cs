using System.CommandLine;
using DominoDataLab.Cli.Commands.Jobs;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino run</c>: starts a job, shows its output while it runs, and ends with its exit code.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private static readonly Option<bool> StopOnCancel = new("--stop-on-cancel")
    {
        Description = "On Ctrl+C, also stop the job. By default, it keeps running",
    };

    private static readonly Option<bool> Setup = new("--setup")
    {
        Description = "Also show Domino's messages while it prepares the job, on standard error",
    };

    public static Command Create()
    {
        var command = JobOptions.AddTo(
            new ToolCommand(
                "run",
                "Start a job, show its output, and wait for its end. The exit code is the job's.",
                "domino run -p ada/sales summarize.sh sales.csv 1000",
                "domino run -p ada/sales -- sh -c 'wc -l *.csv'"
            )
        );
        command.Add(Setup);
        command.Add(StopOnCancel);
        return command.Does(async context =>
        {
            var job = await JobOptions.StartAsync(context);
            await context.SayAsync($"Job {job.Number} ({job.Id}) started.");
            var log = new FollowedLog(context, job.Id, job);
            try
            {
                await FollowAsync(context, log);
                job = await context.Domino.Jobs.WaitForCompletionAsync(job.Id, cancellationToken: context.CancellationToken);
            }
            catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
            {
                await InterruptedAsync(context, job);
                return ExitCode.Interrupted;
            }
            catch (Exception e) when (UnseenEnd.LostJob(e))
            {
                return await UnseenEnd.ExplainAsync(context, job.Id, log.Seen, e);
            }

            var results = job.OutputCommitId is { } commit ? $"; its results are commit {commit}" : "";
            var reason = job.Failure?.Message is { } message ? $" {message}" : "";
            await context.SayAsync($"Job {job.Number} ({job.Id}) {job.Status}{results}.{reason}");
            if (context.IsJson)
            {
                context.WriteJson(JobRow.From(job), OutputJson.Written.JobRow);
            }

            return Failure.Code(job.Status);
        });
    }

    private static async Task FollowAsync(CommandContext context, FollowedLog log)
    {
        await using var output = new LogOutput(context);
        await foreach (var line in log.ReadAsync(new LogOptions(), context.CancellationToken))
        {
            if (line.Type == LogType.Stdout && !context.IsJson)
            {
                await output.WriteAsync(line, context.Data);
            }
            else if (line.Type == LogType.Stdout || line.Type == LogType.Stderr || context.Get(Setup))
            {
                // With JSON, standard output holds one document.
                await output.WriteAsync(line, context.Messages);
            }
        }
    }

    private static async Task InterruptedAsync(CommandContext context, Job job)
    {
        if (!context.Get(StopOnCancel))
        {
            await UnseenEnd.SayStillRunningAsync(context, job.Id);
            return;
        }

        using var limit = new CancellationTokenSource(StopLimit, context.Time);
        try
        {
            await context.Domino.Jobs.StopAsync(job.Id, cancellationToken: limit.Token);
            await context.SayAsync($"Job {job.Number} ({job.Id}) is stopping. Its results so far are kept.");
        }
        catch (Exception e) when (e is DominoException or OperationCanceledException)
        {
            await context.SayAsync(
                $"domino: Could not stop job {job.Number}: {Failure.Message(e)} To stop it, run: domino job stop {job.Id}"
            );
        }
    }
}
