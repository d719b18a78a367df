namespace DominoDataLab.LocalServer.Execution;

/// <summary>The statuses of a job. Each member's name is Domino's word for it, in replies and in the database.</summary>
internal enum JobStatus
{
    Queued,
    Preparing,
    Running,
    StopRequested,
    StopAndDiscardRequested,
    Finishing,
    Succeeded,
    Failed,
    Error,
    Stopped,
}

internal static class JobStatuses
{
    /// <summary>The statuses that no job leaves.</summary>
    public static readonly IReadOnlyList<JobStatus> Final = [JobStatus.Succeeded, JobStatus.Failed, JobStatus.Error, JobStatus.Stopped];

    /// <summary>The final statuses as the list of an SQL <c>IN</c>.</summary>
    public static readonly string FinalSql = Sql(Final);

    private static readonly string[] Names = Enum.GetNames<JobStatus>();

    public static bool IsFinal(this JobStatus status) => Final.Contains(status);

    /// <summary>Gets Domino's word for a status.</summary>
    public static string Word(this JobStatus status) => Names[(int)status];

    public static JobStatus Parse(string word) => Enum.Parse<JobStatus>(word);

    /// <summary>Writes statuses as the list of an SQL <c>IN</c>.</summary>
    public static string Sql(IEnumerable<JobStatus> statuses) => $"('{string.Join("', '", statuses.Select(status => status.ToString()))}')";
}
