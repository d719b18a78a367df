using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Airflow;

/// <summary>An Airflow task that runs a job beside a Spark or other cluster and waits for its success.</summary>
public sealed class DominoSparkOperator : OperatorTask<DominoSparkJobOptions>
{
    /// <summary>Creates the operator.</summary>
    public DominoSparkOperator(DominoSparkJobOptions options)
        : base(options) { }

    private protected override void Check(DominoSparkJobOptions options)
    {
        base.Check(options);
        if (string.IsNullOrWhiteSpace(options.Command))
        {
            throw new ArgumentException("The command is empty. It is the job's command line.");
        }
    }

    private protected override async Task<DominoSparkJobOptions> RenderAsync(DominoSparkJobOptions options, Template template) =>
        options with
        {
            Command = await template.RenderAsync(options.Command).ConfigureAwait(false),
        };

    private protected override async Task<string> StartAsync(DominoSparkJobOptions options, ProjectClient project)
    {
        var job = await project
            .Jobs.StartAsync(
                new StartJobRequest
                {
                    Command = options.Command,
                    CommitId = options.CommitId,
                    HardwareTier = options.HardwareTierName,
                    Environment = options.EnvironmentId,
                    OnDemandSparkCluster = options.ComputeClusterProperties is null ? options.OnDemandSparkClusterProperties : null,
                    Cluster = options.ComputeClusterProperties,
                }
            )
            .ConfigureAwait(false);
        return job.Id;
    }
}
