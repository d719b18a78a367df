using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Clusters;

/// <summary>Starts the clusters that jobs ask for.</summary>
internal sealed class ClusterLauncher(
    ServerFolders folders,
    EnvironmentStore environments,
    ExecutionRights rights,
    LocalDominoOptions options
)
{
    /// <summary>Starts the cluster of a job and waits until all of it answers. Returns null if the job asks for none.</summary>
    /// <exception cref="PreparationException">The cluster cannot be started, or does not answer in time.</exception>
    public async Task<Cluster?> StartAsync(JobRow job, ExecutionScope scope)
    {
        if (ClusterSpec.Of((JsonObject)JsonNode.Parse(job.Request)!, options.HardwareTiers) is not { } spec)
        {
            return null;
        }

        if (rights.EnvironmentRefusal(job.StartedBy, spec.EnvironmentId) is { } refusal)
        {
            throw new PreparationException("AccessRevoked", refusal) { DiscardsResults = true };
        }

        var cluster = new Cluster(spec, scope, folders, VariablesOf(spec), options.ClusterStartTimeout);
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The variables that the cluster's environment gives to its processes.</summary>
    private Dictionary<string, string> VariablesOf(ClusterSpec spec) =>
        environments.Find(spec.EnvironmentId) is { } environment
        && environments.Find(environment, spec.RevisionSpec ?? RevisionSpec.Active) is { } revision
            ? ExecutionVariables.Of(revision)
            : [];
}
