using System.CommandLine;
using DominoDataLab.Cli.Commands.Jobs;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino run</c>: starts a job, shows its log as it is written, and ends as the job does.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private static readonly Option<bool> StopOnCancel = new("--stop-on-cancel")
    {
        Description = "On Ctrl+C, also stop the job. By default it keeps running.",
    };

    public static Command Create()
    {
        var command = JobOptions.AddTo(
            new ToolCommand(
                "run",
                "Starts a job, follows its log and waits for its end; the exit code is the job's.",
                "domino run -p ada/sales summarize.sh sales.csv 1000",
                "domino run -p ada/sales sh -c 'wc -l *.csv'"
            )
        );
        command.Add(StopOnCancel);
        return command.Does(async context =>
        {
            var job = await JobOptions.StartAsync(context);
            await context.SayAsync($"Job {job.Number} ({job.Id}) started.");
            try
            {
                await LogOutput.WriteAsync(
                    context,
                    context.Domino.Jobs.StreamLogsAsync(job.Id, cancellationToken: context.CancellationToken)
                );
                job = await context.Domino.Jobs.WaitForCompletionAsync(job.Id, cancellationToken: context.CancellationToken);
            }
            catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
            {
                await InterruptedAsync(context, job);
                return ExitCode.Interrupted;
            }

            var results = job.OutputCommitId is { } commit ? $"; its results are commit {commit}" : "";
            var reason = job.Failure?.Message is { } message ? $" {message}" : "";
            await context.SayAsync($"Job {job.Number} ({job.Id}) {job.Status}{results}.{reason}");
            return Failure.Code(job.Status);
        });
    }

    private static async Task InterruptedAsync(CommandContext context, Job job)
    {
        if (!context.Get(StopOnCancel))
        {
            await LogOutput.SayThatItGoesOnAsync(context, job.Id);
            return;
        }

        using var limit = new CancellationTokenSource(StopLimit, context.Time);
        try
        {
            await context.Domino.Project(job.ProjectId!).Jobs.StopAsync(job.Id, cancellationToken: limit.Token);
            await context.SayAsync($"Job {job.Number} ({job.Id}) is being stopped; its results so far are kept.");
        }
        catch (Exception e) when (e is DominoException or OperationCanceledException)
        {
            await context.SayAsync($"domino: the job could not be stopped ({e.Message}). Stop it with: domino job stop {job.Id}");
        }
    }
}
