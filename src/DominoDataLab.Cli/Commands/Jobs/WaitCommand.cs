using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job wait</c></summary>
internal static class WaitCommand
{
    public static Command Create() =>
        new ToolCommand(
            "wait",
            "Wait for the end of jobs. The exit code is that of the first job that did not succeed.",
            "domino job wait 12 13 -p ada/sales --timeout 600"
        )
        {
            JobReference.Jobs,
            SharedOptions.WaitTimeout,
        }.Does(async context =>
        {
            var limit = context.Get(SharedOptions.WaitTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            var started = context.Time.GetTimestamp();
            var jobs = new List<JobRow>();
            var code = ExitCode.Success;
            foreach (var id in await JobReference.IdsAsync(context))
            {
                Job? seen = null;
                try
                {
                    var left = limit - context.Time.GetElapsedTime(started);
                    var job = await context.Domino.Jobs.WaitForCompletionAsync(
                        id,
                        new WaitOptions
                        {
                            Timeout = left < TimeSpan.Zero ? TimeSpan.Zero : left,
                            Progress = new Observer(latest =>
                            {
                                seen = latest;
                                context.Log.Connected();
                            }),
                        },
                        context.CancellationToken
                    );
                    jobs.Add(JobRow.From(job));
                    code = code == ExitCode.Success ? Failure.Code(job.Status) : code;
                }
                catch (Exception e) when (UnseenEnd.LostJob(e))
                {
                    return await UnseenEnd.ExplainAsync(context, id, seen, e);
                }
            }

            await JobRow.WriteAsync(context, jobs);
            return code;
        });

    private sealed class Observer(Action<Job> act) : IProgress<WaitProgress>
    {
        public void Report(WaitProgress value) => act((Job)value.State);
    }
}
