using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Jobs;

/// <summary>Looks up the names in a request to start a job, and creates the body of the request.</summary>
internal sealed class StartJobLookups(DominoHttp http, VersionGate versions, ProjectClient project, string projectId)
{
    private const string SparkRoute = "GET /v4/jobs/{projectId}/Spark/defaultComputeClusterSettings";

    public async Task<StartJobBody> ResolveAsync(StartJobRequest request, CancellationToken cancellationToken)
    {
        var reference = request.Branch is null ? request.MainRepositoryReference : GitReference.Branch(request.Branch);
        if (reference is not null && (await project.GetProjectAsync(cancellationToken).ConfigureAwait(false)).MainRepository is null)
        {
            throw new ArgumentException(
                $"{project} has no main git repository, so a reference to {reference.Type} {reference.Value} is invalid. Set CommitId "
                    + $"to choose a version of its files.",
                nameof(request)
            );
        }

        if (
            request.CommitId is { } commit
            && !await project
                .Files.ListCommitsAsync(cancellationToken)
                .ContainsAsync(commit, comparer: null, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            throw new DominoNotFoundException("commit", commit, $"Check the commit. It must be one of {project}.")
            {
                MemberAdvice = "To list the commits, use Files.ListCommitsAsync().",
            };
        }

        var tier = await project.HardwareTiers.Names.GetIdOrNullAsync(request.HardwareTier, cancellationToken).ConfigureAwait(false);
        var environment = await project.Environments.GetIdOrNullAsync(request.Environment, cancellationToken).ConfigureAwait(false);
        if (request.ExternalVolumeMounts is not null)
        {
            await versions.RequireAsync("Mounting external volumes", "4.3.3", cancellationToken).ConfigureAwait(false);
        }

        var cluster = request.Cluster is null ? null : await ClusterAsync(request.Cluster, cancellationToken).ConfigureAwait(false);
        return new StartJobBody
        {
            ProjectId = projectId,
            CommandToRun = request.Command,
            CommitId = request.CommitId,
            MainRepoGitRef = reference,
            OverrideHardwareTierId = tier,
            OnDemandSparkClusterProperties =
                cluster is not null || request.OnDemandSparkCluster is null
                    ? null
                    : await SparkAsync(request.OnDemandSparkCluster, cancellationToken).ConfigureAwait(false),
            ComputeClusterProperties = cluster,
            EnvironmentId = environment,
            ExternalVolumeMounts = request.ExternalVolumeMounts,
            Title = request.Title,
            EnvironmentRevisionSpec = request.EnvironmentRevision,
            NetAppVolumeIds = request.NetAppVolumes,
            CapacityType = request.CapacityType,
            OverrideVolumeSizeGiB = request.VolumeSizeGiB,
            SnapshotDatasetsOnCompletion = request.SnapshotDatasetsOnCompletion,
            SnapshotNetAppVolumesOnCompletion = request.SnapshotNetAppVolumesOnCompletion,
        };
    }

    public async Task<ComputeCluster> ClusterAsync(ComputeCluster cluster, CancellationToken cancellationToken)
    {
        await versions
            .RequireAsync($"A {cluster.Type} cluster", StartJobRules.FirstVersionOfCluster[cluster.Type], cancellationToken)
            .ConfigureAwait(false);
        if (cluster.MaxWorkerCount is not null)
        {
            await versions.RequireAsync("Cluster.MaxWorkerCount (a cluster that scales)", "5.0.0", cancellationToken).ConfigureAwait(false);
        }

        return cluster with
        {
            MasterHardwareTier = await project
                .HardwareTiers.Names.GetIdOrNullAsync(cluster.MasterHardwareTier, cancellationToken)
                .ConfigureAwait(false),
            WorkerHardwareTier = await project
                .HardwareTiers.Names.GetIdAsync(cluster.WorkerHardwareTier, cancellationToken)
                .ConfigureAwait(false),
            Environment = await project.Environments.GetIdAsync(cluster.Environment, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<OnDemandSparkBody> SparkAsync(OnDemandSparkCluster spark, CancellationToken cancellationToken)
    {
        await versions.RequireAsync("An on-demand Spark cluster", "4.2.0", cancellationToken).ConfigureAwait(false);
        var defaults = await http.GetJsonAsync(SparkRoute, [projectId], [], JobsJson.Default.DefaultClusterSettings, cancellationToken)
            .ConfigureAwait(false);
        if (spark.ExecutorCount > defaults.MaxUserExecutionSlots)
        {
            throw new ArgumentException(
                $"OnDemandSparkCluster.ExecutorCount is {spark.ExecutorCount}. This deployment allows at most "
                    + $"{defaults.MaxUserExecutionSlots} executors."
            );
        }

        return new OnDemandSparkBody(
            await project.Environments.GetIdAsync(spark.Environment, cancellationToken).ConfigureAwait(false),
            spark.EnvironmentRevision,
            spark.ExecutorCount,
            await project.HardwareTiers.Names.GetIdOrNullAsync(spark.ExecutorHardwareTier, cancellationToken).ConfigureAwait(false)
                ?? defaults.WorkerHardwareTierId
                ?? throw NoDefault("ExecutorHardwareTier"),
            spark.ExecutorStorage,
            await project.HardwareTiers.Names.GetIdOrNullAsync(spark.MasterHardwareTier, cancellationToken).ConfigureAwait(false)
                ?? defaults.MasterHardwareTierId
                ?? throw NoDefault("MasterHardwareTier")
        );
    }

    private ArgumentException NoDefault(string name) =>
        new($"OnDemandSparkCluster.{name} is required, because {project} has no default for it.");
}
