namespace DominoDataLab.Client.Jobs;

/// <summary>A job ended, but not with success.</summary>
public sealed class JobFailedException : DominoException
{
    internal JobFailedException(Job job, IReadOnlyList<LogLine> lastLines)
        : base(Describe(job, lastLines)) => (Job, LastLogLines) = (job, lastLines);

    /// <summary>The job as it ended.</summary>
    public Job Job { get; }

    /// <summary>The end of its log.</summary>
    public IReadOnlyList<LogLine> LastLogLines { get; }

    private static string Describe(Job job, IReadOnlyList<LogLine> lastLines)
    {
        var reason = job.AbnormalStatus?.RunFailureMessage ?? job.AbnormalStatus?.RunFailureReason;
        var log = string.Concat(lastLines.Select(line => Environment.NewLine + "  " + line.Text));
        return $"Job {job.Number} ({job.Id}) ended as {job.Status}{(reason is null ? "" : $": {reason}")}.{(log.Length == 0 ? "" : " The end of its log:" + log)}";
    }
}
