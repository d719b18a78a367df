using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Apps;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Budgets;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Metrics;
using DominoDataLab.Client.Models;
using DominoDataLab.Client.Organizations;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Runs;
using DominoDataLab.Client.ScheduledJobs;

namespace DominoDataLab.Client.Tests.Conventions;

/// <summary>The callers and projects of the refusals.</summary>
internal sealed record RefusalScene
{
    /// <summary>An ID that nothing has.</summary>
    public const string None = "0123456789abcdef01234567";

    public required DominoClient Client { get; init; }

    /// <summary>A client with an invalid key.</summary>
    public required DominoClient Unknown { get; init; }

    /// <summary>The user's own project.</summary>
    public required ProjectClient Mine { get; init; }

    /// <summary>A project that does not exist, by ID.</summary>
    public required ProjectClient Nowhere { get; init; }

    /// <summary>A client of an address that serves web pages.</summary>
    public required DominoClient NotADomino { get; init; }

    /// <summary>A project that does not exist, by name.</summary>
    public required ProjectClient Unnamed { get; init; }
}

/// <summary>
/// A call of each operation that must be refused, and how: the server's status, <c>argument</c> if the client refuses it before sending,
/// <c>no X</c> for a look-up that finds nothing, <c>null</c> and <c>false</c> where that is the answer. Operations that any user may call
/// are refused to a client with an invalid key. Overloads have a call each.
/// </summary>
internal static partial class Refusals
{
    private const string None = RefusalScene.None;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static IReadOnlyDictionary<string, (string Expected, Func<RefusalScene, Task> Call)> All { get; } =
        new Dictionary<string, (string, Func<RefusalScene, Task>)>
        {
            ["DominoClient.GetVersionAsync"] = ("not a Domino", s => s.NotADomino.GetVersionAsync(Ct)),

            ["ProjectAppsClient.FindAsync"] = ("null", s => s.Mine.Apps.FindAsync(None, Ct)),
            ["ProjectAppsClient.ListAsync"] = ("404", s => Read(s.Nowhere.Apps.ListAsync(Ct))),
            ["ProjectAppsClient.ListVersionsAsync"] = ("404", s => Read(s.Mine.Apps.ListVersionsAsync(None, Ct))),
            ["ProjectAppsClient.PublishAsync"] = (
                "no hardware tier",
                s => s.Mine.Apps.PublishAsync(new PublishAppRequest { HardwareTier = "none" }, Ct)
            ),
            ["ProjectAppsClient.StreamLogsAsync"] = ("404", s => Read(s.Mine.Apps.StreamLogsAsync(None, cancellationToken: Ct))),
            ["ProjectAppsClient.UnpublishAsync"] = ("no app", s => s.Mine.Apps.UnpublishAsync(None, Ct)),

            ["BillingTagsClient.ArchiveAsync"] = ("404", s => s.Client.BillingTags.ArchiveAsync("no-such-tag", Ct)),
            ["BillingTagsClient.CreateAsync"] = ("400", s => s.Client.BillingTags.CreateAsync(["bad\n"], Ct)),
            ["BillingTagsClient.GetAsync"] = ("404", s => s.Client.BillingTags.GetAsync("no-such-tag", Ct)),
            ["BillingTagsClient.GetModeAsync"] = ("401", s => s.Unknown.BillingTags.GetModeAsync(Ct)),
            ["BillingTagsClient.GetSettingsAsync"] = ("401", s => s.Unknown.BillingTags.GetSettingsAsync(Ct)),
            ["BillingTagsClient.ListActiveAsync"] = ("401", s => Read(s.Unknown.BillingTags.ListActiveAsync(Ct))),
            ["BillingTagsClient.ListProjectsAsync"] = (
                "argument",
                s => Read(s.Client.BillingTags.ListProjectsAsync(new BillingTagProjectQuery { PageSize = 0 }, Ct))
            ),
            ["BillingTagsClient.UpdateModeAsync"] = ("400", s => s.Client.BillingTags.UpdateModeAsync(new BillingTagMode("Sometimes"), Ct)),
            ["BillingTagsClient.UpdateNotificationsAsync"] = ("401", s => s.Unknown.BillingTags.UpdateNotificationsAsync(true, Ct)),
            ["BillingTagsClient.UpdateProjectsAsync"] = (
                "404",
                s => s.Client.BillingTags.UpdateProjectsAsync(new Dictionary<string, string> { [None] = "no-such-tag" }, Ct)
            ),
            ["ProjectBillingTagClient.GetAsync"] = ("404", s => s.Nowhere.BillingTag.GetAsync(Ct)),
            ["ProjectBillingTagClient.RemoveAsync"] = ("404", s => s.Nowhere.BillingTag.RemoveAsync(Ct)),
            ["ProjectBillingTagClient.SetAsync"] = ("400", s => s.Mine.BillingTag.SetAsync("no-such-tag", Ct)),

            ["BudgetsClient.CreateOverrideAsync"] = (
                "argument",
                s => s.Client.Budgets.CreateOverrideAsync(BudgetLabel.Project, " ", 1, Ct)
            ),
            ["BudgetsClient.DeleteOverrideAsync"] = ("404", s => s.Client.Budgets.DeleteOverrideAsync("no-such-label", Ct)),
            ["BudgetsClient.GetAlertSettingsAsync"] = ("401", s => s.Unknown.Budgets.GetAlertSettingsAsync(Ct)),
            ["BudgetsClient.ListDefaultsAsync"] = ("401", s => Read(s.Unknown.Budgets.ListDefaultsAsync(Ct))),
            ["BudgetsClient.ListOverridesAsync"] = ("401", s => Read(s.Unknown.Budgets.ListOverridesAsync(Ct))),
            ["BudgetsClient.UpdateAlertSettingsAsync"] = ("401", s => s.Unknown.Budgets.UpdateAlertSettingsAsync(true, true, Ct)),
            ["BudgetsClient.UpdateAlertTargetsAsync"] = (
                "no budget label",
                s =>
                    s.Client.Budgets.UpdateAlertTargetsAsync(
                        new Dictionary<BudgetLabel, IReadOnlyList<string>> { [new BudgetLabel("Nothing")] = ["a@example.com"] },
                        Ct
                    )
            ),
            ["BudgetsClient.UpdateDefaultAsync"] = ("400", s => s.Client.Budgets.UpdateDefaultAsync(new BudgetLabel("Nothing"), 1, Ct)),
            ["BudgetsClient.UpdateOverrideAsync"] = (
                "404",
                s => s.Client.Budgets.UpdateOverrideAsync(BudgetLabel.Project, "no-such-label", 1, Ct)
            ),

            ["DatasetFilesClient.DownloadAllAsync"] = (
                "404",
                s => s.Client.Datasets.Files.DownloadAllAsync(None, Path.GetTempPath(), cancellationToken: Ct)
            ),
            ["DatasetFilesClient.DownloadAsync"] = (
                "404",
                s => s.Client.Datasets.Files.DownloadAsync(None, "a", Path.Combine(Path.GetTempPath(), "a"), cancellationToken: Ct)
            ),
            ["DatasetFilesClient.GetAsync"] = ("404", s => s.Client.Datasets.Files.GetAsync(None, "a", cancellationToken: Ct)),
            ["DatasetFilesClient.ListAsync"] = ("404", s => Read(s.Client.Datasets.Files.ListAsync(None, cancellationToken: Ct))),
            ["DatasetFilesClient.OpenReadAsync"] = ("404", s => s.Client.Datasets.Files.OpenReadAsync(None, "a", cancellationToken: Ct)),
            ["DatasetFilesClient.UploadAsync(String, String)"] = (
                "404",
                s => s.Client.Datasets.Files.UploadAsync(None, Environment.ProcessPath!, cancellationToken: Ct)
            ),
            ["DatasetFilesClient.UploadAsync(String, IReadOnlyList<UploadSource>)"] = (
                "argument",
                s => s.Client.Datasets.Files.UploadAsync(None, Array.Empty<UploadSource>(), cancellationToken: Ct)
            ),
            ["DatasetFilesClient.UploadAsync(String, Stream, String)"] = (
                "404",
                s => s.Client.Datasets.Files.UploadAsync(None, Stream.Null, "a", cancellationToken: Ct)
            ),
            ["DatasetGrantsClient.ListAsync"] = ("404", s => Read(s.Client.Datasets.Grants.ListAsync(None, Ct))),
            ["DatasetGrantsClient.SetAsync"] = (
                "404",
                s => s.Client.Datasets.Grants.SetAsync(None, new Dictionary<string, DatasetRole>(), Ct)
            ),
            ["DatasetSnapshotsClient.AddTagAsync"] = (
                "404",
                s => s.Client.Datasets.Snapshots.AddTagAsync(None, None, "t", cancellationToken: Ct)
            ),
            ["DatasetSnapshotsClient.CreateAsync"] = ("404", s => s.Client.Datasets.Snapshots.CreateAsync(None, cancellationToken: Ct)),
            ["DatasetSnapshotsClient.CreateDatasetAsync"] = (
                "404",
                s => s.Client.Datasets.Snapshots.CreateDatasetAsync(None, new CreateDatasetRequest { Name = "d" }, Ct)
            ),
            ["DatasetSnapshotsClient.DeleteAsync"] = ("404", s => s.Client.Datasets.Snapshots.DeleteAsync(None, Ct)),
            ["DatasetSnapshotsClient.GetAsync"] = ("404", s => s.Client.Datasets.Snapshots.GetAsync(None, Ct)),
            ["DatasetSnapshotsClient.GetLimitAsync"] = ("401", s => s.Unknown.Datasets.Snapshots.GetLimitAsync(Ct)),
            ["DatasetSnapshotsClient.IsAtLimitAsync"] = ("404", s => s.Client.Datasets.Snapshots.IsAtLimitAsync(None, Ct)),
            ["DatasetSnapshotsClient.RemoveTagAsync"] = ("404", s => s.Client.Datasets.Snapshots.RemoveTagAsync(None, "t", Ct)),
            ["DatasetsClient.GetAsync"] = ("404", s => s.Client.Datasets.GetAsync(None, Ct)),
            ["DatasetsClient.GetDetailsAsync"] = ("404", s => s.Client.Datasets.GetDetailsAsync(None, Ct)),
            ["DatasetsClient.ListAsync"] = ("401", s => Read(s.Unknown.Datasets.ListAsync(cancellationToken: Ct))),
            ["DatasetsClient.UpdateAsync"] = (
                "404",
                s => s.Client.Datasets.UpdateAsync(None, new UpdateDatasetRequest { Description = "d" }, Ct)
            ),
            ["ProjectDatasetsClient.CreateAsync"] = (
                "400",
                s => s.Mine.Datasets.CreateAsync(new CreateDatasetRequest { Name = "a/b" }, Ct)
            ),
            ["ProjectDatasetsClient.DeleteAsync"] = ("no dataset", s => s.Mine.Datasets.DeleteAsync(["no-such-dataset"], Ct)),

            ["EnvironmentsClient.ArchiveAsync"] = ("404", s => s.Client.Environments.ArchiveAsync(None, Ct)),
            ["EnvironmentsClient.CreateAsync"] = (
                "400",
                s =>
                    s.Client.Environments.CreateAsync(
                        new CreateEnvironmentRequest { Name = "e", Visibility = new EnvironmentVisibility("secret") },
                        Ct
                    )
            ),
            ["EnvironmentsClient.CreateRevisionAsync"] = (
                "404",
                s => s.Client.Environments.CreateRevisionAsync(None, new EnvironmentDefinition(), Ct)
            ),
            ["EnvironmentsClient.GetAsync"] = ("404", s => s.Client.Environments.GetAsync(None, Ct)),
            ["EnvironmentsClient.GetDefaultAsync"] = ("401", s => s.Unknown.Environments.GetDefaultAsync(Ct)),
            ["EnvironmentsClient.ListAsync"] = ("401", s => Read(s.Unknown.Environments.ListAsync(Ct))),
            ["EnvironmentsClient.RestrictRevisionAsync"] = ("404", s => s.Client.Environments.RestrictRevisionAsync(None, None, Ct)),

            ["ProjectFilesClient.DeleteAsync"] = ("400", s => s.Mine.Files.DeleteAsync(["no-such-file"], Ct)),
            ["ProjectFilesClient.GetHeadAsync"] = ("404", s => s.Nowhere.Files.GetHeadAsync(Ct)),
            ["ProjectFilesClient.ListAsync"] = ("404", s => Read(s.Mine.Files.ListAsync("", None, Ct))),
            ["ProjectFilesClient.ListCommitsAsync"] = ("404", s => Read(s.Unnamed.Files.ListCommitsAsync(Ct))),
            ["ProjectFilesClient.MoveAsync"] = ("400", s => s.Mine.Files.MoveAsync("no-such-file", "b", cancellationToken: Ct)),
            ["ProjectFilesClient.OpenBlobAsync"] = ("404", s => s.Mine.Files.OpenBlobAsync(new string('0', 40), Ct)),
            ["ProjectFilesClient.OpenReadAsync"] = ("404", s => s.Mine.Files.OpenReadAsync("no-such-file", cancellationToken: Ct)),
            ["ProjectFilesClient.UploadAsync(String, String)"] = (
                "404",
                s => s.Unnamed.Files.UploadAsync(Environment.ProcessPath!, "a", cancellationToken: Ct)
            ),
            ["ProjectFilesClient.UploadAsync(Stream, String)"] = ("404", s => s.Unnamed.Files.UploadAsync(Stream.Null, "a", null, Ct)),
            ["ProjectFilesClient.UploadAsync(Byte[], String)"] = ("404", s => s.Unnamed.Files.UploadAsync([1], "a", null, Ct)),
            ["ProjectFilesClient.UploadTextAsync"] = ("404", s => s.Unnamed.Files.UploadTextAsync("1", "a", null, Ct)),

            ["ProjectHardwareTiersClient.FindAsync"] = ("null", s => s.Mine.HardwareTiers.FindAsync("no-such-tier", Ct)),
            ["ProjectHardwareTiersClient.ListAsync"] = ("404", s => Read(s.Nowhere.HardwareTiers.ListAsync(Ct))),

            ["JobCommentsClient.AddAsync"] = ("404", s => s.Client.Jobs.Comments.AddAsync(None, "c", Ct)),
            ["JobCommentsClient.ListAsync"] = ("404", s => Read(s.Client.Jobs.Comments.ListAsync(None, Ct))),
            ["JobCommentsClient.DeleteAsync"] = ("404", s => s.Client.Jobs.Comments.DeleteAsync(None, None, Ct)),
            ["JobTagsClient.AddAsync"] = ("404", s => s.Client.Jobs.Tags.AddAsync(None, "t", Ct)),
            ["JobTagsClient.ListAsync"] = ("404", s => Read(s.Client.Jobs.Tags.ListAsync(None, Ct))),
            ["JobTagsClient.ListForProjectAsync"] = ("404", s => Read(s.Client.Jobs.Tags.ListForProjectAsync(None, Ct))),
            ["JobTagsClient.RemoveAsync"] = ("404", s => s.Client.Jobs.Tags.RemoveAsync(None, "t", Ct)),
            ["JobsClient.ArchiveAsync"] = ("404", s => s.Client.Jobs.ArchiveAsync(None, Ct)),
            ["JobsClient.ExplainAsync"] = ("404", s => s.Client.Jobs.ExplainAsync(None, cancellationToken: Ct)),
            ["JobsClient.FindSuggestionAsync"] = ("404", s => s.Client.Jobs.FindSuggestionAsync(None, Ct)),
            ["JobsClient.GetAsync"] = ("404", s => s.Client.Jobs.GetAsync(None, Ct)),
            ["JobsClient.GetRuntimeDetailsAsync"] = ("404", s => s.Client.Jobs.GetRuntimeDetailsAsync(None, Ct)),
            ["JobsClient.ListCheckpointsAsync"] = ("404", s => Read(s.Client.Jobs.ListCheckpointsAsync(None, Ct))),
            ["JobsClient.ListUsageAsync"] = ("404", s => Read(s.Client.Jobs.ListUsageAsync(None, Ct))),
            ["JobsClient.RenameAsync"] = ("404", s => s.Client.Jobs.RenameAsync(None, "t", Ct)),
            ["JobsClient.RestartAsync"] = ("404", s => s.Client.Jobs.RestartAsync(None, cancellationToken: Ct)),
            ["JobsClient.StopAsync"] = ("404", s => s.Client.Jobs.StopAsync(None, cancellationToken: Ct)),
            ["JobsClient.StreamLogsAsync"] = ("404", s => Read(s.Client.Jobs.StreamLogsAsync(None, cancellationToken: Ct))),
            ["ProjectJobsClient.ListAsync"] = ("404", s => Read(s.Nowhere.Jobs.ListAsync(cancellationToken: Ct))),
            ["ProjectJobsClient.ListPagesAsync"] = ("argument", s => Read(s.Mine.Jobs.ListPagesAsync(new JobQuery { PageSize = 0 }, Ct))),
            ["ProjectJobsClient.StartAsync(String)"] = ("argument", s => s.Mine.Jobs.StartAsync(" ", Ct)),
            ["ProjectJobsClient.StartAsync(StartJobRequest)"] = (
                "no environment",
                s => s.Mine.Jobs.StartAsync(new StartJobRequest { Command = "true", Environment = "none" }, Ct)
            ),
            ["ProjectJobsClient.StopAsync"] = ("404", s => s.Mine.Jobs.StopAsync(None, cancellationToken: Ct)),

            ["MetricsClient.LogAsync(IReadOnlyCollection<MetricValue>)"] = ("argument", s => s.Client.Metrics.LogAsync([NoNumber], Ct)),
            ["MetricsClient.LogAsync(MetricValue)"] = ("argument", s => s.Client.Metrics.LogAsync(NoNumber, Ct)),
            ["MetricsClient.ReadAsync"] = (
                "401",
                s => s.Unknown.Metrics.ReadAsync("m", "a", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Ct)
            ),
            ["MetricsClient.TriggerAlertAsync"] = ("400", s => s.Client.Metrics.TriggerAlertAsync("m", "a", 7, cancellationToken: Ct)),

            ["ModelExportsClient.GetAsync"] = ("404", s => s.Mine.Models.Exports.GetAsync(None, Ct)),
            ["ModelExportsClient.GetLogAsync"] = ("404", s => s.Mine.Models.Exports.GetLogAsync(None, Ct)),
            ["ModelExportsClient.StartAsync"] = ("404", s => s.Mine.Models.Exports.StartAsync(None, None, Registry, Ct)),
            ["ModelExportsClient.StartForSageMakerAsync"] = (
                "404",
                s => s.Mine.Models.Exports.StartForSageMakerAsync(None, None, Registry, Ct)
            ),
            ["ProjectEndpointClient.CallAsync(IEnumerable<JsonNode>, JsonTypeInfo<TResult>)"] = (
                "404",
                s => s.Unnamed.Endpoint.CallAsync([], RefusalsJson.Default.JsonElement, Ct)
            ),
            ["ProjectEndpointClient.CallAsync(IEnumerable<JsonNode>)"] = ("404", s => s.Unnamed.Endpoint.CallAsync([], Ct)),
            ["ProjectEndpointClient.GetStateAsync"] = ("404", s => s.Unnamed.Endpoint.GetStateAsync(Ct)),
            ["ProjectEndpointClient.PublishAsync"] = ("404", s => s.Unnamed.Endpoint.PublishAsync("model.py", "f", cancellationToken: Ct)),
            ["ProjectEndpointClient.UnpublishAsync"] = ("404", s => s.Unnamed.Endpoint.UnpublishAsync(Ct)),
            ["ProjectModelsClient.ArchiveAsync"] = ("404", s => s.Mine.Models.ArchiveAsync(None, Ct)),
            ["ProjectModelsClient.CallAsync(String, JsonNode)"] = (
                "404",
                s => s.Mine.Models.CallAsync(None, System.Text.Json.Nodes.JsonValue.Create(1), cancellationToken: Ct)
            ),
            ["ProjectModelsClient.CallAsync(String, TData, JsonTypeInfo<TData>, JsonTypeInfo<TResult>)"] = (
                "404",
                s =>
                    s.Mine.Models.CallAsync(None, "x", RefusalsJson.Default.String, RefusalsJson.Default.JsonElement, cancellationToken: Ct)
            ),
            ["ProjectModelsClient.GetBuildLogAsync"] = ("404", s => s.Mine.Models.GetBuildLogAsync(None, None, Ct)),
            ["ProjectModelsClient.GetVersionAsync"] = ("404", s => s.Mine.Models.GetVersionAsync(None, None, Ct)),
            ["ProjectModelsClient.ListAsync"] = ("404", s => Read(s.Unnamed.Models.ListAsync(Ct))),
            ["ProjectModelsClient.ListVersionsAsync"] = ("404", s => Read(s.Mine.Models.ListVersionsAsync(None, Ct))),
            ["ProjectModelsClient.PublishAsync"] = (
                "no environment",
                s =>
                    s.Mine.Models.PublishAsync(
                        new PublishModelRequest
                        {
                            Name = "m",
                            File = "model.py",
                            Function = "f",
                            Environment = "none",
                        },
                        Ct
                    )
            ),
            ["ProjectModelsClient.PublishVersionAsync"] = (
                "404",
                s => s.Mine.Models.PublishVersionAsync(None, new PublishModelVersionRequest { File = "model.py", Function = "f" }, Ct)
            ),

            ["OrganizationsClient.AddMemberAsync"] = (
                "404",
                s => s.Client.Organizations.AddMemberAsync(None, "collaborator", cancellationToken: Ct)
            ),
            ["OrganizationsClient.CreateAsync"] = ("argument", s => s.Client.Organizations.CreateAsync(" ", cancellationToken: Ct)),
            ["OrganizationsClient.FindAsync"] = ("null", s => s.Client.Organizations.FindAsync("no-such-organization", Ct)),
            ["OrganizationsClient.GetAsync"] = ("404", s => s.Client.Organizations.GetAsync(None, Ct)),
            ["OrganizationsClient.ListAllAsync"] = ("401", s => Read(s.Unknown.Organizations.ListAllAsync(Ct))),
            ["OrganizationsClient.ListAsync"] = ("401", s => Read(s.Unknown.Organizations.ListAsync(Ct))),
            ["OrganizationsClient.RemoveMemberAsync"] = ("404", s => s.Client.Organizations.RemoveMemberAsync(None, "collaborator", Ct)),

            ["ProjectCollaboratorsClient.AddAsync"] = (
                "no user",
                s => s.Mine.Collaborators.AddAsync("no-such-user", cancellationToken: Ct)
            ),
            ["ProjectCollaboratorsClient.InviteAsync"] = (
                "404",
                s => s.Nowhere.Collaborators.InviteAsync(["collaborator"], cancellationToken: Ct)
            ),
            ["ProjectCollaboratorsClient.ListAsync"] = ("404", s => Read(s.Nowhere.Collaborators.ListAsync(Ct))),
            ["ProjectCollaboratorsClient.ListNamesAsync"] = ("404", s => Read(s.Unnamed.Collaborators.ListNamesAsync(Ct))),
            ["ProjectCollaboratorsClient.RemoveAsync"] = ("no user", s => s.Mine.Collaborators.RemoveAsync("no-such-user", Ct)),
            ["ProjectCollaboratorsClient.UpdateRoleAsync"] = (
                "no user",
                s => s.Mine.Collaborators.UpdateRoleAsync("no-such-user", ProjectRole.Contributor, Ct)
            ),
            ["ProjectSettingsClient.GetAsync"] = ("404", s => s.Nowhere.Settings.GetAsync(Ct)),
            ["ProjectSettingsClient.UpdateAsync"] = (
                "no hardware tier",
                s => s.Mine.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultHardwareTier = "none" }, Ct)
            ),
            ["ProjectTagsClient.AddAsync"] = ("404", s => s.Nowhere.Tags.AddAsync(["t"], Ct)),
            ["ProjectTagsClient.FindAsync"] = ("null", s => s.Mine.Tags.FindAsync("no-such-tag", Ct)),
            ["ProjectTagsClient.GetAsync"] = ("404", s => s.Mine.Tags.GetAsync(None, Ct)),
            ["ProjectTagsClient.ListAsync"] = ("404", s => Read(s.Nowhere.Tags.ListAsync(Ct))),
            ["ProjectTagsClient.RemoveAsync"] = ("false", s => s.Mine.Tags.RemoveAsync("no-such-tag", Ct)),
            ["ProjectsClient.ArchiveAsync"] = ("404", s => s.Client.Projects.ArchiveAsync(None, Ct)),
            ["ProjectsClient.ArchiveByNameAsync"] = ("no project", s => s.Client.Projects.ArchiveByNameAsync("no-such-project", Ct)),
            ["ProjectsClient.CreateAsync"] = (
                "no user",
                s => s.Client.Projects.CreateAsync(new CreateProjectRequest { Name = "p", Owner = "no-such-user" }, Ct)
            ),
            ["ProjectsClient.CreateByFormAsync"] = ("no user", s => s.Client.Projects.CreateByFormAsync("p", "no-such-user", Ct)),
            ["ProjectsClient.FindAsync"] = ("null", s => s.Client.Projects.FindAsync("no-such-user", "p", Ct)),
            ["ProjectsClient.ForkAsync"] = ("404", s => s.Client.Projects.ForkAsync(None, "f", Ct)),
            ["ProjectsClient.GetAsync"] = ("404", s => s.Client.Projects.GetAsync(None, Ct)),
            ["ProjectsClient.ListAsync"] = (
                "400",
                s => Read(s.Client.Projects.ListAsync(new ProjectRelationship("Liked"), cancellationToken: Ct))
            ),
            ["ProjectsClient.UpdateDescriptionAsync"] = ("404", s => s.Client.Projects.UpdateDescriptionAsync(None, "d", Ct)),
            ["ProjectsClient.UpdateVisibilityAsync"] = (
                "404",
                s => s.Client.Projects.UpdateVisibilityAsync(None, ProjectVisibility.Public, Ct)
            ),

            ["ProjectRunsClient.FindAsync"] = ("null", s => s.Mine.Runs.FindAsync(None, Ct)),
            ["ProjectRunsClient.GetAsync"] = ("404", s => s.Mine.Runs.GetAsync(None, Ct)),
            ["ProjectRunsClient.GetLogAsync"] = ("404", s => s.Mine.Runs.GetLogAsync(None, Ct)),
            ["ProjectRunsClient.ListAsync"] = ("404", s => Read(s.Unnamed.Runs.ListAsync(Ct))),
            ["ProjectRunsClient.StartAsync"] = ("404", s => s.Unnamed.Runs.StartAsync(new StartRunRequest { Command = ["true"] }, Ct)),

            ["ProjectScheduledJobsClient.CreateAsync"] = (
                "argument",
                s =>
                    s.Mine.ScheduledJobs.CreateAsync(
                        new CreateScheduledJobRequest
                        {
                            Title = "t",
                            Command = "true",
                            Cron = "soon",
                            TimeZone = "UTC",
                        },
                        Ct
                    )
            ),
            ["ProjectScheduledJobsClient.DeleteAsync"] = ("404", s => s.Mine.ScheduledJobs.DeleteAsync(None, Ct)),
            ["ProjectScheduledJobsClient.GetAsync"] = ("404", s => s.Mine.ScheduledJobs.GetAsync(None, Ct)),
            ["ProjectScheduledJobsClient.ListAsync"] = ("404", s => Read(s.Nowhere.ScheduledJobs.ListAsync(Ct))),
            ["ProjectScheduledJobsClient.PauseAsync"] = ("404", s => s.Mine.ScheduledJobs.PauseAsync(None, Ct)),
            ["ProjectScheduledJobsClient.ResumeAsync"] = ("404", s => s.Mine.ScheduledJobs.ResumeAsync(None, Ct)),
            ["ProjectScheduledJobsClient.UpdateAsync"] = (
                "404",
                s => s.Mine.ScheduledJobs.UpdateAsync(None, new UpdateScheduledJobRequest { Title = "t" }, Ct)
            ),

            ["UsersClient.FindAsync"] = ("null", s => s.Client.Users.FindAsync("no-such-user", Ct)),
            ["UsersClient.GetSelfAsync"] = ("401", s => s.Unknown.Users.GetSelfAsync(Ct)),
            ["UsersClient.ListAsync"] = ("401", s => Read(s.Unknown.Users.ListAsync(cancellationToken: Ct))),
            ["ProjectVariablesClient.DeleteAsync"] = ("404", s => s.Mine.Variables.DeleteAsync("NONE", Ct)),
            ["ProjectVariablesClient.ListAsync"] = ("404", s => Read(s.Nowhere.Variables.ListAsync(Ct))),
            ["ProjectVariablesClient.SetAsync"] = ("argument", s => s.Mine.Variables.SetAsync("A-B", "v", Ct)),
            ["UserVariablesClient.DeleteAllAsync"] = ("401", s => s.Unknown.Users.Variables.DeleteAllAsync(Ct)),
            ["UserVariablesClient.ListAsync"] = ("401", s => Read(s.Unknown.Users.Variables.ListAsync(Ct))),
            ["UserVariablesClient.SetAsync"] = (
                "argument",
                s => s.Client.Users.Variables.SetAsync(new Dictionary<string, string> { ["A-B"] = "v" }, Ct)
            ),
        };

    private static MetricValue NoNumber =>
        new()
        {
            ModelMonitoringId = "m",
            Metric = "a",
            Value = double.NaN,
            Timestamp = DateTimeOffset.UnixEpoch,
        };

    private static ModelExportTarget Registry => new() { RegistryHost = "registry.example.com", Repository = "r" };

    private static async Task Read<T>(IAsyncEnumerable<T> sequence)
    {
        await foreach (var each in sequence.WithCancellation(Ct))
        {
            Assert.Fail($"It answered: {each}");
        }

        Assert.Fail("It answered with an empty list.");
    }

    [JsonSerializable(typeof(JsonElement))]
    [JsonSerializable(typeof(string))]
    private sealed partial class RefusalsJson : JsonSerializerContext;
}
