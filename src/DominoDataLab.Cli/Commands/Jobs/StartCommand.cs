using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job start</c></summary>
internal static class StartCommand
{
    public static Command Create() =>
        JobOptions
            .AddTo(
                new ToolCommand(
                    "start",
                    "Start a job without waiting for it.",
                    "domino job start -p ada/sales --tier Small summarize.sh sales.csv 1000"
                )
            )
            .Does(async context =>
            {
                var job = await JobOptions.StartAsync(context);
                context.WriteOne(JobRow.From(job), OutputJson.Written.JobRow, JobRow.Columns);
                return ExitCode.Success;
            });
}
