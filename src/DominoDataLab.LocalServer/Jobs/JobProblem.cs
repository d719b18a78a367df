using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Suggestions for jobs that failed.</summary>
internal static class JobProblem
{
    private const string Help = "https://docs.dominodatalab.com";

    public static JsonObject? Of(JobRow job)
    {
        var advice = job.Reason switch
        {
            null => null,
            "CouldNotStart" => "Check that the command names a file of the project, or a program of this machine, and that it can be run.",
            "ExitCode" => "Read the last lines of the log; the program itself said why it ended.",
            "EnvironmentScript" => "Correct the script in a new revision of the environment, and start the job again.",
            "Requirements" => "Correct requirements.txt, and start the job again.",
            "ClusterUnavailable" => "Or start the job without a cluster, or on a Domino deployment.",
            "ClusterFailed" => "The setup log names the folder that holds all that the cluster's processes said.",
            "ResultsIncomplete" => "All other results were kept. Use shorter paths and names in UTF-8, and start the job again.",
            "ServerEnded" => "Start the job again.",
            _ => "Read the log; if it does not help, start the job again.",
        };
        return advice is null ? null : new JsonObject { ["problem"] = $"{job.Message} {advice}", ["helpLink"] = Help };
    }
}
