using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Airflow;

/// <summary>The options of a <see cref="DominoSparkOperator"/>.</summary>
public sealed record DominoSparkJobOptions : DominoOperatorOptions
{
    /// <summary>Gets the command line, which is a template.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the commit to run on. If null, the latest commit is used.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the name of a hardware tier. If null, the project's default is used.</summary>
    public string? HardwareTierName { get; init; }

    /// <summary>Gets the compute environment, by ID or name. If null, the project's default is used.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>Gets the Spark cluster in its older form, or null. A compute cluster takes precedence.</summary>
    public OnDemandSparkCluster? OnDemandSparkClusterProperties { get; init; }

    /// <summary>Gets the compute cluster, or null.</summary>
    public ComputeCluster? ComputeClusterProperties { get; init; }
}
