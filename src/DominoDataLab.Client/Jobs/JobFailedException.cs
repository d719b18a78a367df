namespace DominoDataLab.Client.Jobs;

/// <summary>A job or run ended, but not with success. Python: <c>RunFailedException</c>.</summary>
public sealed class JobFailedException : DominoException
{
    internal JobFailedException(Job job, IReadOnlyList<LogLine> lastLines, JobProblem? problem)
        : base(Describe(job, lastLines, problem)) => (Job, LastLogLines, Problem) = (job, lastLines, problem);

    /// <summary>The job as it ended.</summary>
    public Job Job { get; }

    /// <summary>The end of its log.</summary>
    public IReadOnlyList<LogLine> LastLogLines { get; }

    /// <summary>Gets Domino's suggestion, or null if it has none.</summary>
    public JobProblem? Problem { get; }

    private static string Describe(Job job, IReadOnlyList<LogLine> lastLines, JobProblem? problem)
    {
        var reason = job.AbnormalStatus?.RunFailureMessage ?? job.AbnormalStatus?.RunFailureReason;
        var advice = problem is null ? "" : $" {problem.Description} {problem.HelpLink}".TrimEnd();
        var log = string.Concat(lastLines.Select(line => Environment.NewLine + "  " + line.Text));
        return $"Job {job.Number} ({job.Id}) ended as {job.Status}{(reason is null ? "" : $": {reason}")}.{advice}{(log.Length == 0 ? "" : " The end of its log:" + log)}";
    }
}
