using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>
/// The environment variables that code sees while it runs: the compute environment's, then the project's, then the user's, and over
/// all of them Domino's own.
/// </summary>
internal sealed class ExecutionVariables(
    UserStore users,
    ApiKeys keys,
    VariableStore stored,
    DatasetMounts datasets,
    ServerAddress server,
    IEnumerable<IFeatureVariables> features
)
{
    /// <summary>Gets the variables of a revision of a compute environment.</summary>
    public static Dictionary<string, string> Of(RevisionRow revision) =>
        (revision.Definition["environmentVariables"] as JsonArray ?? []).ToDictionary(
            item => item!["key"]!.GetValue<string>(),
            item => item!["value"]!.GetValue<string>()
        );

    /// <summary>Ends what the variables of an execution give access to.</summary>
    public void Forget(string executionId) => keys.EndExecution(executionId);

    public Dictionary<string, string> Of(ExecutionRequest request, ProjectRow project, RevisionRow revision, LocalHardwareTier tier)
    {
        var user = users.FindById(request.UserId)!;
        var cores = Math.Min(tier.Cores, Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture);
        var address = server.PublicAuthority;
        var all = Of(revision);
        foreach (var variable in stored.InExecution(project.Id, user.Id))
        {
            all[variable.Name] = variable.Value;
        }

        foreach (var (name, value) in Own().Concat(features.SelectMany(feature => feature.Of(project))))
        {
            all[name] = value;
        }

        return all;

        Dictionary<string, string> Own() =>
            new()
            {
                ["DOMINO_API_HOST"] = address,
                ["DOMINO_USER_API_KEY"] = keys.IssueFor(request.Id, user),
                ["DOMINO_PROJECT_OWNER"] = project.OwnerName,
                ["DOMINO_PROJECT_NAME"] = project.Name,
                ["DOMINO_PROJECT_ID"] = project.Id,
                ["DOMINO_RUN_ID"] = request.Id,
                ["DOMINO_RUN_NUMBER"] = request.Number.ToString(CultureInfo.InvariantCulture),
                ["DOMINO_STARTING_USERNAME"] = user.Name,
                ["DOMINO_USER_NAME"] = user.Name,
                ["DOMINO_USER_HOST"] = address,
                ["DOMINO_HARDWARE_TIER_ID"] = tier.Id,
                ["DOMINO_ENVIRONMENT_ID"] = revision.EnvironmentId,
                ["DOMINO_ENVIRONMENT_REVISION_ID"] = revision.Id,
                ["DOMINO_EXECUTOR_HOSTNAME"] = Environment.MachineName,
                ["DOMINO_WORKING_DIR"] = request.Folder,
                ["DOMINO_ARTIFACTS_DIR"] = request.Folder,
                ["DOMINO_DATASETS_DIR"] = datasets.Refresh(project),
                ["DOMINO_JOB_COMMIT_ID"] = request.CommitId,
                ["DOMINO_STARTING_COMMIT_ID"] = request.CommitId,
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
