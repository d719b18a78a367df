using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>A request to schedule a job: the command, its schedule and its settings.</summary>
public sealed record CreateScheduledJobRequest
{
    /// <summary>The title, which its jobs get too.</summary>
    public required string Title { get; init; }

    /// <summary>One command line: a file of the project and its arguments, or a program.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the schedule, as an expression of six or seven fields. See <see cref="CronSchedule"/>.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone that the expression is meant in, such as <c>Europe/Paris</c>. Default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>true to start a job while the previous one is running; otherwise, false. Default: false.</summary>
    public bool AllowConcurrentExecution { get; init; }

    /// <summary>true to create the scheduled job paused; otherwise, false. Default: false.</summary>
    public bool IsPaused { get; init; }

    /// <summary>A hardware tier, by ID or by name. If null, the default one is used. Checked before anything is sent.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>An environment, by ID or by name. If null, the project's default is used. Checked before anything is sent.</summary>
    public string? Environment { get; init; }

    /// <summary>The environment's revision. Default: the active one.</summary>
    public RevisionChoice EnvironmentRevision { get; init; } = RevisionChoice.Active;

    /// <summary>A cluster of workers beside each job. Optional.</summary>
    public ComputeCluster? Cluster { get; init; }

    /// <summary>A version of the main git repository, for projects that have one.</summary>
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>A model that gets a new version after each success. Optional.</summary>
    public string? PublishModelId { get; init; }

    /// <summary>The e-mail addresses that are notified when a job ends. Default: none.</summary>
    public IReadOnlyList<string> NotifyOnCompleteEmailAddresses { get; init; } = [];

    /// <summary>Data that the jobs get and keep. If null, the project's choice is used.</summary>
    public ScheduledJobData? Data { get; init; }
}

/// <summary>The changes to a scheduled job. Members that are null are not changed.</summary>
public sealed record UpdateScheduledJobRequest
{
    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The command.</summary>
    public string? Command { get; init; }

    /// <summary>Gets the schedule, as an expression of six or seven fields. See <see cref="CronSchedule"/>.</summary>
    public string? Cron { get; init; }

    /// <summary>The time zone that the expression is meant in.</summary>
    public string? TimeZone { get; init; }

    /// <summary>true if it starts a job while its last one runs; otherwise, false.</summary>
    public bool? AllowConcurrentExecution { get; init; }

    /// <summary>true to pause the scheduled job; false to resume it.</summary>
    public bool? IsPaused { get; init; }

    /// <summary>A hardware tier, by ID or by name.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>An environment, by ID or by name.</summary>
    public string? Environment { get; init; }

    /// <summary>The environment's revision.</summary>
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>The e-mail addresses that are notified when a job ends.</summary>
    public IReadOnlyList<string>? NotifyOnCompleteEmailAddresses { get; init; }
}
