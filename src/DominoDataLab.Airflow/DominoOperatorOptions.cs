namespace DominoDataLab.Airflow;

/// <summary>The options that both operators have.</summary>
public abstract record DominoOperatorOptions
{
    /// <summary>Gets the project, as owner/name or as an ID.</summary>
    public required string Project { get; init; }

    /// <summary>Gets the address of the deployment. If null, the Airflow connection's or <c>DOMINO_API_HOST</c> is used.</summary>
    public string? Host { get; init; }

    /// <summary>Gets the API key. If no credential is set, the Airflow connection's or the environment's is used.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Gets the path of a file with a token on its first line.</summary>
    public string? DominoTokenFile { get; init; }

    /// <summary>Gets a bearer token.</summary>
    public string? AuthToken { get; init; }

    /// <summary>Gets the API proxy, as <c>host:port</c>.</summary>
    public string? ApiProxy { get; init; }

    /// <summary>
    /// Gets the ID of an Airflow connection: its host is the deployment, its password the API key, and its extra field can have
    /// <c>token</c>, <c>token_file</c> or <c>api_proxy</c>. If null, <c>domino_default</c> is used when it exists.
    /// </summary>
    public string? ConnectionId { get; init; }

    /// <summary>Gets the longest pause between two polls. The default is 5 s.</summary>
    public TimeSpan PollFrequency { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets the longest wait for the job. The default is 6,000 s. After it, the task fails and <see cref="OnKill"/> applies.
    /// </summary>
    public TimeSpan MaxPollTime { get; init; } = TimeSpan.FromSeconds(6000);

    /// <summary>Gets the delay before the job starts, or null for none.</summary>
    public TimeSpan? StartupDelay { get; init; }

    /// <summary>Gets what happens to the job when Airflow stops the task or the time is up. The default is to stop it.</summary>
    public OnKill OnKill { get; init; } = OnKill.Stop;

    /// <summary>Gets how the task waits for the job. The default is to wait in the process, with the log live.</summary>
    public WaitMode WaitMode { get; init; } = WaitMode.InProcess;
}

/// <summary>The ways to treat a job when its task is stopped.</summary>
public enum OnKill
{
    /// <summary>The job is stopped, and what it wrote is kept.</summary>
    Stop,

    /// <summary>The job is stopped, and what it wrote is discarded.</summary>
    StopAndDiscard,

    /// <summary>The job continues. A later try of the task attaches to it.</summary>
    Leave,
}

/// <summary>How a task waits for its job.</summary>
public enum WaitMode
{
    /// <summary>The process waits, holds its worker slot and writes the job's log as it appears.</summary>
    InProcess,

    /// <summary>The process ends, and Airflow's triggerer starts it again after each poll. The log is written at the end.</summary>
    Defer,

    /// <summary>The process ends, and Airflow's scheduler starts it again after each poll. The log is written at the end.</summary>
    Reschedule,
}
