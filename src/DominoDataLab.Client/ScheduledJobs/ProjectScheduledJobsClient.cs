using System.Runtime.CompilerServices;
using System.Text.Json;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.HardwareTiers;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Users;

namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>A project's scheduled jobs.</summary>
public sealed class ProjectScheduledJobsClient
{
    private const string ListRoute = "GET /v4/projects/{projectId}/scheduledjobs";
    private const string CreateRoute = "POST /v4/projects/{projectId}/scheduledjobs";
    private const string GetRoute = "GET /v4/projects/{projectId}/scheduledjobs/{scheduledJobKey}";
    private const string UpdateRoute = "PUT /v4/projects/{projectId}/scheduledjobs/{scheduledJobKey}";
    private const string DeleteRoute = "DELETE /v4/projects/{projectId}/scheduledjobs/{scheduledJobKey}";

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;
    private readonly UsersClient _users;
    private readonly ProjectClient _project;

    internal ProjectScheduledJobsClient(DominoHttp http, VersionGate versions, UsersClient users, ProjectClient project) =>
        (_http, _versions, _users, _project) = (http, versions, users, project);

    /// <summary>Lists the project's scheduled jobs. <c>GET /v4/projects/{projectId}/scheduledjobs</c>. The list is not paged.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<ScheduledJob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var job in await _http
                .GetJsonAsync(ListRoute, [projectId], [], ScheduledJobsJson.Default.ListScheduledJob, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return job;
        }
    }

    /// <summary>Gets a scheduled job by ID. <c>GET /v4/projects/{projectId}/scheduledjobs/{scheduledJobKey}</c>.</summary>
    /// <param name="scheduledJobId">The scheduled job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the project has no such scheduled job.</exception>
    [Endpoint(GetRoute)]
    public async Task<ScheduledJob> GetAsync(string scheduledJobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(scheduledJobId);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(GetRoute, [projectId, scheduledJobId], [], ScheduledJobsJson.Default.ScheduledJob, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Schedules a job. It runs with the rights of the credential's user. <c>POST /v4/projects/{projectId}/scheduledjobs</c>.
    /// </summary>
    /// <remarks>The user, the hardware tier and the environment are looked up first, so the error names what was not found.</remarks>
    /// <param name="request">The command, its schedule and its settings.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already be scheduled.</param>
    /// <exception cref="ArgumentException">The title or command is empty, the expression or the time zone is not valid, or the cluster's
    /// settings contradict each other. Nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The project, tier or environment does not exist. Nothing was scheduled.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to run jobs there.</exception>
    [Endpoint(CreateRoute)]
    public async Task<ScheduledJob> CreateAsync(CreateScheduledJobRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request.Title, request.Command, request.Cron, request.TimeZone, nameof(request));
        if (request.Cluster is { } asked)
        {
            StartJobRules.Check(asked);
        }

        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        var user = await _users.GetSelfAsync(cancellationToken).ConfigureAwait(false);
        var cluster = request.Cluster is null
            ? null
            : await new StartJobLookups(_http, _versions, _project, projectId)
                .ClusterAsync(request.Cluster, cancellationToken)
                .ConfigureAwait(false);
        var body = new ScheduledJobBody
        {
            Title = request.Title,
            Command = request.Command,
            Schedule = new ScheduleBody(request.Cron.Trim(), IsCustom: true),
            TimezoneId = request.TimeZone,
            AllowConcurrentExecution = request.AllowConcurrentExecution,
            IsPaused = request.IsPaused,
            HardwareTierIdentifier = await TierAsync(request.HardwareTier, cancellationToken).ConfigureAwait(false),
            EnvironmentRevisionSpec = request.EnvironmentRevision,
            ScheduledByUserId = user.Id,
            NotifyOnCompleteEmailAddresses = request.NotifyOnCompleteEmailAddresses,
            OverrideEnvironmentId = await EnvironmentAsync(request.Environment, cancellationToken).ConfigureAwait(false),
            MainRepoGitRef = request.MainRepositoryReference,
            PublishModelId = request.PublishModelId,
            ComputeClusterProperties = cluster is null ? null : JsonSerializer.SerializeToElement(cluster, JobsJson.Default.ComputeCluster),
            DatasetConfig = request.Data?.DatasetConfig,
            ExternalVolumeMounts = request.Data?.ExternalVolumeMounts,
            NetAppVolumeIds = request.Data?.NetAppVolumeIds,
            SnapshotDatasetsOnCompletion = request.Data?.SnapshotDatasetsOnCompletion,
            SnapshotNetAppVolumesOnCompletion = request.Data?.SnapshotNetAppVolumesOnCompletion,
        };
        return await _http
            .SendJsonAsync(
                CreateRoute,
                [projectId],
                body,
                ScheduledJobsJson.Default.ScheduledJobBody,
                ScheduledJobsJson.Default.ScheduledJob,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Changes a scheduled job. <c>PUT /v4/projects/{projectId}/scheduledjobs/{scheduledJobKey}</c>.</summary>
    /// <remarks>The scheduled job is read and sent back as a whole with the changes, as Domino requires. A change that another user makes
    /// in that moment is lost. Jobs that it has started keep running.</remarks>
    /// <param name="scheduledJobId">The scheduled job's ID: 24 hexadecimal digits.</param>
    /// <param name="request">The changes. Members that are null are not changed.</param>
    /// <param name="cancellationToken">A token to cancel the request. The change may already have been made.</param>
    /// <exception cref="ArgumentException">The title or command is empty, or the expression or the time zone is not valid. Nothing was
    /// sent.</exception>
    /// <exception cref="DominoNotFoundException">The tier or environment does not exist. Nothing was changed.</exception>
    /// <exception cref="DominoApiException">404: the scheduled job was not found. 403: the user does not have permission to change
    /// it.</exception>
    [Endpoint(UpdateRoute)]
    public async Task<ScheduledJob> UpdateAsync(
        string scheduledJobId,
        UpdateScheduledJobRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request.Title ?? "-", request.Command ?? "-", request.Cron, request.TimeZone, nameof(request));
        var now = await GetAsync(scheduledJobId, cancellationToken).ConfigureAwait(false);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        var body = new ScheduledJobBody
        {
            Title = request.Title ?? now.Title,
            Command = request.Command ?? now.Command,
            Schedule = request.Cron is { } cron
                ? new ScheduleBody(cron.Trim(), IsCustom: true)
                : new ScheduleBody(now.Schedule.CronString, now.Schedule.IsCustom),
            TimezoneId = request.TimeZone ?? now.TimeZone,
            AllowConcurrentExecution = request.AllowConcurrentExecution ?? now.AllowConcurrentExecution,
            IsPaused = request.IsPaused ?? now.IsPaused,
            HardwareTierIdentifier = request.HardwareTier is { } tier
                ? await TierAsync(tier, cancellationToken).ConfigureAwait(false)
                : now.HardwareTierId,
            EnvironmentRevisionSpec = request.EnvironmentRevision ?? now.EnvironmentRevision ?? RevisionChoice.Active,
            ScheduledByUserId = now.ScheduledByUserId,
            NotifyOnCompleteEmailAddresses = request.NotifyOnCompleteEmailAddresses ?? now.NotifyOnCompleteEmailAddresses,
            OverrideEnvironmentId =
                await EnvironmentAsync(request.Environment, cancellationToken).ConfigureAwait(false) ?? now.EnvironmentId,
            MainRepoGitRef = now.MainRepositoryReference,
            PublishModelId = now.PublishModelId,
            ComputeClusterProperties = Unchanged(now, "computeClusterProperties"),
            CapacityType = Unchanged(now, "capacityType"),
            VolumeSpecificationOverride = Unchanged(now, "volumeSpecificationOverride"),
            DatasetConfig = now.Data?.DatasetConfig,
            ExternalVolumeMounts = now.Data?.ExternalVolumeMounts,
            NetAppVolumeIds = now.Data?.NetAppVolumeIds,
            SnapshotDatasetsOnCompletion = now.Data?.SnapshotDatasetsOnCompletion,
            SnapshotNetAppVolumesOnCompletion = now.Data?.SnapshotNetAppVolumesOnCompletion,
        };
        return await _http
            .SendJsonAsync(
                UpdateRoute,
                [projectId, scheduledJobId],
                body,
                ScheduledJobsJson.Default.ScheduledJobBody,
                ScheduledJobsJson.Default.ScheduledJob,
                RetryMode.Safe,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Pauses a scheduled job. It starts no jobs until it is resumed. <c>PUT /v4/projects/{projectId}/scheduledjobs/{scheduledJobKey}</c>.
    /// </summary>
    /// <param name="scheduledJobId">The scheduled job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request. The scheduled job may already be paused.</param>
    /// <exception cref="DominoApiException">404: the scheduled job was not found. 403: the user does not have permission to change
    /// it.</exception>
    [Endpoint(UpdateRoute)]
    public Task<ScheduledJob> PauseAsync(string scheduledJobId, CancellationToken cancellationToken = default) =>
        UpdateAsync(scheduledJobId, new UpdateScheduledJobRequest { IsPaused = true }, cancellationToken);

    /// <summary>
    /// Resumes a scheduled job. Times that passed while it was paused are not made up.
    /// <c>PUT /v4/projects/{projectId}/scheduledjobs/{scheduledJobKey}</c>.
    /// </summary>
    /// <param name="scheduledJobId">The scheduled job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request. The scheduled job may already be resumed.</param>
    /// <exception cref="DominoApiException">404: the scheduled job was not found. 403: the user does not have permission to change
    /// it.</exception>
    [Endpoint(UpdateRoute)]
    public Task<ScheduledJob> ResumeAsync(string scheduledJobId, CancellationToken cancellationToken = default) =>
        UpdateAsync(scheduledJobId, new UpdateScheduledJobRequest { IsPaused = false }, cancellationToken);

    /// <summary>
    /// Deletes a scheduled job. Jobs that it has started are kept. <c>DELETE /v4/projects/{projectId}/scheduledjobs/{scheduledJobKey}</c>.
    /// </summary>
    /// <param name="scheduledJobId">The scheduled job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request. The scheduled job may already be deleted.</param>
    /// <exception cref="DominoApiException">404: the scheduled job was not found. 403: the user does not have permission to delete
    /// it.</exception>
    [Endpoint(DeleteRoute)]
    public async Task DeleteAsync(string scheduledJobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(scheduledJobId);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(
                new DominoRequest(DeleteRoute, [projectId, scheduledJobId]) { RetryMode = RetryMode.Never },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static void Check(string title, string command, string? cron, string? timeZone, string parameter)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            throw new ArgumentException("The title is empty; a scheduled job needs one.", parameter);
        }

        if (string.IsNullOrWhiteSpace(command))
        {
            throw new ArgumentException(
                "The command is empty; write a file of the project and its arguments, such as 'main.py 10'.",
                parameter
            );
        }

        try
        {
            _ = cron is null ? null : CronSchedule.Parse(cron);
        }
        catch (FormatException e)
        {
            throw new ArgumentException(e.Message, parameter, e);
        }

        if (timeZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _))
        {
            throw new ArgumentException(
                $"Invalid time zone '{timeZone}'. Use a name that this machine knows, such as Europe/Paris or UTC.",
                parameter
            );
        }
    }

    private static JsonElement? Unchanged(ScheduledJob job, string field) =>
        job.Extra?.TryGetValue(field, out var value) == true && value.ValueKind != JsonValueKind.Null ? value : null;

    private async Task<string> TierAsync(string? tier, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(tier))
        {
            return await _project.HardwareTiers.Names.GetIdAsync(tier, cancellationToken).ConfigureAwait(false);
        }

        HardwareTier? first = null;
        await foreach (var available in _project.HardwareTiers.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (available.HardwareTier.Flags?.IsDefault == true)
            {
                return available.HardwareTier.Id;
            }

            first ??= available.HardwareTier;
        }

        return first?.Id
            ?? throw new DominoNotFoundException("hardware tier", "(default)", $"{_project} can use none; ask an administrator.");
    }

    private async Task<string?> EnvironmentAsync(string? environment, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(environment)
            ? null
            : await _project.Environments.GetIdAsync(environment, cancellationToken).ConfigureAwait(false);
}
