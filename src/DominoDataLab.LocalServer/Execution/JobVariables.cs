using System.Globalization;
using DominoDataLab.LocalServer.Projects;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The environment variables that a job finds.</summary>
internal static class JobVariables
{
    public static Dictionary<string, string> Make(JobRow job, ProjectRow project, string userName, string apiKey, LocalHardwareTier tier, Uri address, string folder, string datasets)
    {
        var host = address.GetLeftPart(UriPartial.Authority);
        var cores = Math.Min(tier.Cores, Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture);
        return new()
        {
            ["DOMINO_API_HOST"] = host,
            ["DOMINO_USER_HOST"] = host,
            ["DOMINO_USER_API_KEY"] = apiKey,
            ["DOMINO_PROJECT_OWNER"] = project.OwnerName,
            ["DOMINO_PROJECT_NAME"] = project.Name,
            ["DOMINO_PROJECT_ID"] = project.Id,
            ["DOMINO_RUN_ID"] = job.Id,
            ["DOMINO_RUN_NUMBER"] = job.Number.ToString(CultureInfo.InvariantCulture),
            ["DOMINO_STARTING_USERNAME"] = userName,
            ["DOMINO_USER_NAME"] = userName,
            ["DOMINO_HARDWARE_TIER_ID"] = job.TierId,
            ["DOMINO_ENVIRONMENT_ID"] = ComputeEnvironments.Id(0),
            ["DOMINO_ENVIRONMENT_REVISION_ID"] = ComputeEnvironments.RevisionId(0),
            ["DOMINO_EXECUTOR_HOSTNAME"] = Environment.MachineName,
            ["DOMINO_WORKING_DIR"] = folder,
            ["DOMINO_ARTIFACTS_DIR"] = folder,
            ["DOMINO_DATASETS_DIR"] = datasets,
            ["DOMINO_JOB_COMMIT_ID"] = job.InputCommit,
            ["DOMINO_STARTING_COMMIT_ID"] = job.InputCommit,
            ["DOMINO_IS_GIT_BASED"] = "false",
            ["DOMINO_IS_LOCAL_DATA_PLANE"] = "true",
            ["DOMINO_IS_WORKFLOW_JOB"] = "false",

            // Programs that do not ask which processors they may use believe in these.
            ["OMP_NUM_THREADS"] = cores,
            ["PYTHON_CPU_COUNT"] = cores,
            ["PYTHONUNBUFFERED"] = "1",
        };
    }
}
