using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>What to run by the clock, and on what.</summary>
public sealed record CreateScheduledJobRequest
{
    /// <summary>The title, which its jobs get too.</summary>
    public required string Title { get; init; }

    /// <summary>One command line: a file of the project and its arguments, or a program.</summary>
    public required string Command { get; init; }

    /// <summary>When, in six fields; see <see cref="CronSchedule"/>.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone that the expression is meant in, such as <c>Europe/Paris</c>. Default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether it starts a job while its last one runs. Default: no, it waits for its end.</summary>
    public bool AllowConcurrentExecution { get; init; }

    /// <summary>Whether it starts nothing until it is resumed. Default: no.</summary>
    public bool IsPaused { get; init; }

    /// <summary>A hardware tier, by id or by name. Null: the default one. Checked before anything is sent.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>An environment, by id or by name. Null: the project's default. Checked before anything is sent.</summary>
    public string? Environment { get; init; }

    /// <summary>The environment's revision. Default: the active one.</summary>
    public RevisionChoice EnvironmentRevision { get; init; } = RevisionChoice.Active;

    /// <summary>A cluster of workers beside each job. Null: none.</summary>
    public ComputeCluster? Cluster { get; init; }

    /// <summary>A version of the main git repository, for projects that have one.</summary>
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>A model that gets a new version after each success. Null: none.</summary>
    public string? PublishModelId { get; init; }

    /// <summary>Who hears of each end. Default: nobody.</summary>
    public IReadOnlyList<string> NotifyOnCompleteEmailAddresses { get; init; } = [];

    /// <summary>Data that the jobs get and keep. Null: the project's.</summary>
    public ScheduledJobData? Data { get; init; }
}

/// <summary>What to change of a scheduled job; what is null stays.</summary>
public sealed record UpdateScheduledJobRequest
{
    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The command.</summary>
    public string? Command { get; init; }

    /// <summary>When, in six fields; see <see cref="CronSchedule"/>.</summary>
    public string? Cron { get; init; }

    /// <summary>The time zone that the expression is meant in.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether it starts a job while its last one runs.</summary>
    public bool? AllowConcurrentExecution { get; init; }

    /// <summary>Whether it starts nothing for the time being.</summary>
    public bool? IsPaused { get; init; }

    /// <summary>A hardware tier, by id or by name.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>An environment, by id or by name.</summary>
    public string? Environment { get; init; }

    /// <summary>The environment's revision.</summary>
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>Who hears of each end.</summary>
    public IReadOnlyList<string>? NotifyOnCompleteEmailAddresses { get; init; }
}
