using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Keeps what a job left: its statistics, the tail of its console, and the files that it changed.</summary>
internal sealed class JobResults(JobLifecycle lifecycle, UserStore users, ProjectFiles files, JobLogs logs)
{
    private const int LongestPath = 200;

    /// <summary>Keeps the results of a job and returns its end with them.</summary>
    public JobEnd Keep(JobRow job, JobEnd end, string folder, JobLog log)
    {
        if (!Directory.Exists(folder))
        {
            return end;
        }

        var statistics = JobFiles.Statistics(folder, log);
        JobFiles.WriteConsole(folder, logs.Of(job.Id), log);
        var output = files.CommitFolder(
            job.ProjectId,
            job.InputCommit,
            folder,
            $"Results of job {job.Number}: {job.Command}",
            users.FindById(job.StartedBy)!.Name,
            log.Write
        );
        lifecycle.Passed(job.Id, JobCheckpoint.UserFilesSaved);
        return (
            Incomplete(output.Lost) is { } incomplete && end.Message is null
                ? end with
                {
                    Reason = "ResultsIncomplete",
                    Message = incomplete,
                }
                : end
        ) with
        {
            OutputCommit = output.Commit,
            Statistics = statistics,
        };
    }

    private static string? Incomplete(IReadOnlyList<(string Path, string Reason)> lost)
    {
        if (lost.Count == 0)
        {
            return null;
        }

        var (path, reason) = lost[0];
        var named = path.Length <= LongestPath ? path : path[..LongestPath] + "…";
        return lost.Count == 1
            ? $"'{named}' could not be kept: {reason}."
            : $"{lost.Count} files could not be kept. The first one is '{named}': {reason}. The setup log names all of them.";
    }
}
