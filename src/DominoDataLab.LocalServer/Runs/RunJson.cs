using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;

namespace DominoDataLab.LocalServer.Runs;

/// <summary>Jobs as the older routes of runs write them.</summary>
internal static class RunJson
{
    public static JsonObject Run(JobRow job)
    {
        var run = new JsonObject
        {
            ["id"] = job.Id,
            ["status"] = job.Status.Word(),
            ["commitId"] = job.InputCommit,
            ["title"] = job.Title,
            ["number"] = job.Number,
            ["queued"] = job.SubmittedMs,
            ["started"] = job.StartedMs,
            ["completed"] = job.CompletedMs,
            ["postProcessedTimestamp"] = job.CompletedMs,
            ["isArchived"] = job.IsArchived,
            ["isCompleted"] = job.IsFinal,
            ["diagnosticStatistics"] = Statistics(job),
        };

        // Older clients wait until an ended run names a commit, whether or not it changed a file.
        run["outputCommitId"] = job.IsFinal ? job.OutputCommit ?? job.InputCommit : null;
        return run;
    }

    private static JsonObject? Statistics(JobRow job)
    {
        var statistics = JobStatistics.Of(job.Statistics);
        return statistics.Count == 0
            ? null
            : new JsonObject
            {
                ["isError"] = false,
                ["data"] = statistics.ToJsonArray(pair => new JsonObject { ["key"] = pair.Key, ["value"] = pair.Value }),
            };
    }
}
