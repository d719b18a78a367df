namespace DominoDataLab.Client.Jobs;

/// <summary>A job or run ended without success. Python: <c>RunFailedException</c>.</summary>
public sealed class JobFailedException : DominoException
{
    internal JobFailedException(Job job, IReadOnlyList<LogLine> lastLines, JobSuggestion? suggestion)
        : base(Describe(job, lastLines, suggestion)) => (Job, LastLogLines, Suggestion) = (job, lastLines, suggestion);

    /// <summary>Gets the job as it ended.</summary>
    public Job Job { get; }

    /// <summary>Gets the last lines of the job's log, in order. Empty if the log was not requested or could not be read.</summary>
    public IReadOnlyList<LogLine> LastLogLines { get; }

    /// <summary>Gets the server's suggestion, or null if the server has no suggestion.</summary>
    public JobSuggestion? Suggestion { get; }

    private static string Describe(Job job, IReadOnlyList<LogLine> lastLines, JobSuggestion? suggestion)
    {
        var reason = (job.Failure?.Message ?? job.Failure?.Reason)?.TrimEnd('.');
        var advice = suggestion is null ? "" : $" {suggestion.Description} {suggestion.HelpLink}".TrimEnd();
        return $"Job {job.Number} ({job.Id}) ended with the status {job.Status}{(reason is null ? "" : $": {reason}")}.{advice}"
            + LogTail.Describe(lastLines);
    }
}
