using System.Text;
using System.Text.RegularExpressions;
using DominoDataLab.Client;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Budgets;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Metrics;
using DominoDataLab.Client.Models;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

// The page shows the calls as a program writes them, without the test's token.
#pragma warning disable xUnit1051

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>
/// The lines of <c>docs/from-python.md</c>: each is the statement beneath a comment <c>// python: call</c> of this file, and runs against a
/// server of its own.
/// </summary>
public sealed partial class FromPythonTests : IAsyncLifetime
{
    /// <summary>Every public member of the Python client 2.2.0 that its users call.</summary>
    private const string PythonMembers = """
        Domino authenticate log deployment_version requires_at_least project_id
        is_version_compatible is_on_demand_spark_cluster_supported is_external_volume_mounts_supported
        is_compute_cluster_properties_supported
        is_compute_cluster_autoscaling_supported is_cluster_type_supported clean_host_url domino_is_reachable
        runs_list runs_start runs_start_blocking run_stop runs_status get_run_info get_run_log runs_stdout process_log
        job_start job_stop jobs_list job_status job_restart job_runtime_execution_details job_start_blocking DominoOperator
        DominoSparkOperator
        commits_list files_list files_upload files_download blobs_get blobs_get_v2 fork_project
        project_create project_create_v4 project_archive projects_list
        tags_list tag_details tags_add tag_get_id tags_remove collaborators_get collaborators_add collaborators_remove get_user_id
        hardware_tiers_list get_hardware_tier_id_from_name
        app_id app_publish app_get_status app_unpublish
        endpoint_state endpoint_publish endpoint_unpublish
        models_list model_publish model_versions_get model_version_publish
        model_version_export model_version_sagemaker_export model_version_export_status model_version_export_logs
        environments_list get_default_environment get_environment create_environment create_environment_revision
        restrict_environment_revision archive_environment
        datasets_list datasets_ids datasets_names datasets_details datasets_create datasets_update_details datasets_remove
        datasets_upload_files
        budget_defaults_list budget_defaults_update budget_overrides_list budget_override_create budget_override_update
        budget_override_delete
        budget_alerts_settings budget_alerts_settings_update budget_alerts_targets_update
        billing_tags_list_active billing_tags_create active_billing_tag_by_name billing_tag_archive
        billing_tag_settings billing_tag_settings_mode billing_tag_settings_mode_update
        project_billing_tag project_billing_tag_update project_billing_tag_reset projects_by_billing_tag project_billing_tag_bulk_update
        custom_metrics_client log_metric log_metrics read_metrics trigger_alert
        """;

    private LocalDomino _server = null!;
    private DominoClient _domino = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "ada",
                MaxConcurrentJobs = 4,
                Users = [new("grace", Email: "grace@example.com")],
            },
            Ct
        );
        _domino = new DominoClient(new() { Host = _server.Address.AbsoluteUri, ApiKey = _server.ApiKey });
        await _domino.Projects.CreateAsync(new() { Name = "sales" }, Ct);
    }

    public ValueTask DisposeAsync()
    {
        _domino.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public void The_page_has_a_row_for_every_member_of_the_Python_client()
    {
        var members = PythonMembers.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            members.Order(StringComparer.Ordinal),
            Rows().Select(row => MemberOf(row.Python)).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_statements_of_the_page_are_those_that_run_here()
    {
        var lines = Line()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "tests", "DominoDataLab.Cli.Tests", "Docs", "FromPythonTests.cs")));
        Assert.Equal(
            Rows().Select(row => (row.Python, Compact(row.CSharp.Trim('`')))),
            lines.Select(line => (line.Groups["python"].Value, Compact(line.Groups["line"].Value)))
        );
    }

    [Fact]
    public async Task Connecting()
    {
        var (host, key) = (_server.Address.AbsoluteUri, _server.ApiKey);
        ValueTask<string> GetTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(key);
        using var loggers = NullLoggerFactory.Instance;

        // python: Domino(api_key=key, host=host)
        using var domino = new DominoClient(new() { Host = host, ApiKey = key });
        // python: Domino("ada/sales")
        var project = domino.Project("ada/sales");
        // python: authenticate(auth_token=token)
        using var renewing = new DominoClient(new() { Host = host, Credential = DominoCredential.FromCallback(GetTokenAsync) });
        // python: log
        using var logging = new DominoClient(new() { Host = host, ApiKey = key }, loggerFactory: loggers);
        // python: deployment_version()
        var version = DominoVersion.Parse((await domino.GetVersionAsync()).Version);
        // python: requires_at_least("5.3.0")
        await domino.RequireVersionAsync("5.3.0");
        // python: is_version_compatible(version)
        var isVersionCompatible = version >= DominoVersion.Parse("4.1.0");
        // python: is_on_demand_spark_cluster_supported(version)
        var canOnDemandSpark = version >= DominoVersion.Parse("4.2.0");
        // python: is_external_volume_mounts_supported(version)
        var canExternalVolumes = version >= DominoVersion.Parse("4.3.3");
        // python: is_compute_cluster_properties_supported(version)
        var canClusters = version >= DominoVersion.Parse("4.5.0");
        // python: is_compute_cluster_autoscaling_supported(version)
        var canMaxWorkerCount = version >= DominoVersion.Parse("5.0.0");
        // python: is_cluster_type_supported(version, "MPI")
        var canMpi = version >= DominoVersion.Parse("5.1.1");
        // python: clean_host_url(host)
        var address = domino.Host;
        // python: domino_is_reachable()
        var reached = await domino.GetVersionAsync();

        await project.Files.UploadTextAsync("a", "a.txt");
        // python: project_id
        var projectId = await project.GetIdAsync();

        Assert.Matches("^[0-9a-f]{24}$", projectId);
        Assert.Equal("ada", (await renewing.Users.GetSelfAsync()).UserName);
        Assert.Equal("ada", (await logging.Users.GetSelfAsync()).UserName);
        Assert.Equal(_server.Address, address);
        Assert.True(isVersionCompatible && canOnDemandSpark && canExternalVolumes && canClusters && canMaxWorkerCount && canMpi);
        Assert.Equal(version, DominoVersion.Parse(reached.Version));
    }

    [Fact]
    public async Task Runs()
    {
        var (_, project) = Connect();
        await project.Files.UploadTextAsync("seq $1\n", "count.sh");
        await project.Files.UploadTextAsync("sleep 600\n", "stay.sh");
        var longRunId = await project.Runs.StartAsync(new() { Command = ["stay.sh"] });

        // python: runs_start(["count.sh", "3"], title="First try")
        var runId = await project.Runs.StartAsync(new() { Command = ["count.sh", "3"], Title = "First try" });
        // python: runs_start_blocking(["count.sh", "3"], max_poll_time=6000)
        var ended = await project.Runs.RunAsync(new() { Command = ["count.sh", "3"] }, new() { Timeout = TimeSpan.FromSeconds(6000) });
        // python: run_stop(run_id, save_changes=False)
        var stopped = await project.Runs.StopAsync(longRunId, keepResults: false);
        // python: runs_list()
        var runs = await project.Runs.ListAsync().ToListAsync();
        // python: runs_status(run_id)
        var run = await project.Runs.GetAsync(runId);
        // python: get_run_info(run_id)
        var found = await project.Runs.FindAsync(runId);
        // python: get_run_log(run_id)
        var log = (await project.Runs.GetLogAsync(ended.Id)).SetupAndStdout;
        // python: runs_stdout(run_id)
        var stdout = (await project.Runs.GetLogAsync(ended.Id)).StdoutText;
        // python: process_log(log)
        var lines = (await project.Runs.GetLogAsync(ended.Id)).GetLines();

        Assert.Equal(3, runs.Count);
        Assert.Equal(("First try", runId), (run.Title, found?.Id));
        Assert.True(ended.IsCompleted);
        Assert.Equal(longRunId, stopped.Id);
        Assert.Equal("1\n2\n3", stdout.Trim());
        Assert.Contains("2", log, StringComparison.Ordinal);
        Assert.Equal(
            [(LogLevel.Information, "1"), (LogLevel.Information, "2"), (LogLevel.Information, "3")],
            lines.Select(line => (line.Level, line.Text))
        );
    }

    [Fact]
    public async Task Jobs()
    {
        var (domino, project) = Connect();
        await project.Files.UploadTextAsync("seq $1\n", "count.sh");
        await project.Files.UploadTextAsync("sleep 600\n", "stay.sh");
        var longJob = await project.Jobs.StartAsync(new() { Command = "stay.sh" });

        // python: job_start("count.sh 3", title="First try", hardware_tier_name="Small")
        var job = await project.Jobs.StartAsync(
            new()
            {
                Command = "count.sh 3",
                Title = "First try",
                HardwareTier = "Small",
            }
        );
        // python: job_start_blocking(command="count.sh 3")
        var ended = await project.Jobs.RunAsync(new() { Command = "count.sh 3" });
        // python: job_status(job_id)
        job = await domino.Jobs.GetAsync(job.Id);
        // python: job_stop(job_id, commit_results=False)
        var stopped = await project.Jobs.StopAsync(longJob.Id, keepResults: false);
        // python: job_restart(job_id)
        var again = await domino.Jobs.RestartAsync(ended.Id);
        // python: jobs_list(project_id, order_by="number", status="all")
        var jobs = await project.Jobs.ListAsync(new() { OrderBy = JobOrder.Number, Status = JobStatusFilter.All }).ToListAsync();
        // python: job_runtime_execution_details(job_id)
        var details = await domino.Jobs.GetRuntimeDetailsAsync(job.Id);
        // python: DominoOperator(command=["count.sh", "3"]).execute(context)
        var run = await project.Runs.RunAsync(new() { Command = ["count.sh", "3"] });
        // python: DominoSparkOperator(command="count.sh 3").execute(context)
        var sparkJob = await project.Jobs.RunAsync(new() { Command = "count.sh 3" });

        Assert.Equal("First try", job.Title);
        Assert.Equal(longJob.Id, stopped.Id);
        Assert.Equal("count.sh 3", again.Command);
        Assert.Equal([again.Id, ended.Id, job.Id, longJob.Id], jobs.Select(listed => listed.Id));
        Assert.Equal("Small", details.HardwareTier?.Name);
        Assert.True(ended.IsCompleted && run.IsCompleted && sparkJob.IsCompleted);
    }

    [Fact]
    public async Task Files()
    {
        var (domino, project) = Connect();
        using var folder = new TemporaryFolder();
        var (localPath, projectId) = (folder.Write("sales.csv", "north,1\n"), await project.GetIdAsync());

        // python: files_upload("data/sales.csv", file)
        var uploaded = await project.Files.UploadAsync(localPath, "data/sales.csv");
        // python: commits_list()
        var commits = await project.Files.ListCommitsAsync().ToListAsync();
        // python: files_list(commit_id, path="data")
        var files = await project.Files.ListAsync("data", commits[0]).ToListAsync();
        // python: files_download("data/sales.csv")
        await project.Files.DownloadAsync("data/sales.csv", localPath);
        // python: blobs_get(key)
        using var blob = await project.Files.OpenBlobAsync(files[0].Key);
        // python: blobs_get_v2("data/sales.csv", commit_id, project_id)
        using var content = await project.Files.OpenReadAsync("data/sales.csv", commits[0]);
        // python: fork_project("sales-2")
        var fork = await domino.Projects.ForkAsync(projectId, "sales-2");

        Assert.Equal(8, uploaded.BytesTransferred);
        Assert.Equal(["data/sales.csv"], files.Select(file => file.Path));
        Assert.Equal("north,1\n", await File.ReadAllTextAsync(localPath, Ct));
        Assert.Equal("north,1\n", await new StreamReader(blob).ReadToEndAsync(Ct));
        Assert.Equal("north,1\n", await new StreamReader(content).ReadToEndAsync(Ct));
        Assert.Equal("sales-2", fork.Name);
    }

    [Fact]
    public async Task Projects()
    {
        var (domino, project) = Connect();

        // python: project_create("plans")
        await domino.Projects.CreateByFormAsync("plans");
        // python: project_create_v4("forecast", visibility=ProjectVisibility.PRIVATE)
        var created = await domino.Projects.CreateAsync(new() { Name = "forecast", Visibility = ProjectVisibility.Private });
        // python: project_archive("plans")
        await domino.Projects.ArchiveByNameAsync("plans");
        // python: projects_list("Owned")
        var projects = await domino.Projects.ListAsync(ProjectRelationship.Owned).ToListAsync();
        // python: tags_add(["weekly", "demand"])
        var added = await project.Tags.AddAsync(["weekly", "demand"]);
        // python: tags_list()
        var tags = await project.Tags.ListAsync().ToListAsync();
        // python: tag_get_id("weekly")
        var tagId = (await project.Tags.FindAsync("weekly"))?.Id;
        // python: tag_details(tag_id)
        var tag = await project.Tags.GetAsync(added[0].Id);
        // python: tags_remove("demand")
        var wasRemoved = await project.Tags.RemoveAsync("demand");
        // python: get_user_id("grace@example.com")
        var userId = (await domino.Users.FindAsync("grace@example.com"))?.Id;
        // python: collaborators_add("grace")
        await project.Collaborators.AddAsync("grace");
        // python: collaborators_get()
        var collaborators = await project.Collaborators.ListNamesAsync().ToListAsync();
        // python: collaborators_remove("grace")
        await project.Collaborators.RemoveAsync("grace");
        // python: hardware_tiers_list()
        var tiers = await project.HardwareTiers.ListAsync().ToListAsync();
        // python: get_hardware_tier_id_from_name("Small")
        var tierId = (await project.HardwareTiers.FindAsync("Small"))?.HardwareTier.Id;

        Assert.Equal(["forecast", "quick-start", "sales"], projects.Select(owned => owned.Name).Order(StringComparer.Ordinal));
        Assert.Equal(ProjectVisibility.Private, created.Visibility);
        Assert.Equal(["weekly", "demand"], tags.Select(known => known.Name));
        Assert.Equal((added[0].Id, tagId), (tag.Id, tags[0].Id));
        Assert.True(wasRemoved);
        Assert.NotNull(userId);
        Assert.Contains("grace", collaborators);
        Assert.DoesNotContain(
            await project.Collaborators.ListAsync().ToListAsync(Ct),
            collaborator => collaborator.CollaboratorId == userId
        );
        Assert.Contains(tiers, tier => tier.HardwareTier.Id == tierId);
    }

    [Fact]
    public async Task Apps()
    {
        var (_, project) = Connect();
        await project.Files.UploadTextAsync("sleep 600\n", "app.sh");

        // python: app_publish(unpublish_running_apps=True)
        var published = await project.Apps.PublishAsync();
        // python: app_id
        var appId = (await project.Apps.ListAsync().FirstOrDefaultAsync())?.Id;
        // python: app_get_status(app_id)
        var status = (await project.Apps.FindAsync(published.AppId))?.Status;
        // python: app_unpublish()
        var wasRunning = await project.Apps.UnpublishAsync();

        Assert.Equal(published.AppId, appId);
        Assert.NotNull(status);
        Assert.True(wasRunning);
    }

    [Fact]
    public async Task Models_and_endpoints()
    {
        var (domino, project) = Connect();
        await project.Files.UploadTextAsync("def add(a, b):\n    return a + b\n", "model.py");
        var environmentId = (await domino.Environments.GetDefaultAsync()).Id;
        var target = new ModelExportTarget
        {
            RegistryHost = "registry.example.com",
            Repository = "models/add",
            Tag = "v1",
            UserName = "ada",
            Password = "a-password",
        };

        // python: endpoint_publish("model.py", "add")
        await project.Endpoint.PublishAsync("model.py", "add");
        // python: endpoint_state()
        var state = await project.Endpoint.GetStateAsync();
        // python: endpoint_unpublish()
        await project.Endpoint.UnpublishAsync();
        // python: model_publish("model.py", "add", environment_id, "adder", "adds")
        var model = await project.Models.PublishAsync(
            new()
            {
                Name = "adder",
                Description = "adds",
                File = "model.py",
                Function = "add",
                Environment = environmentId,
            }
        );
        // python: model_version_publish(model_id, "model.py", "add", environment_id, "again")
        var version = await project.Models.PublishVersionAsync(
            model.Id,
            new()
            {
                Description = "again",
                File = "model.py",
                Function = "add",
                Environment = environmentId,
            }
        );
        // python: models_list()
        var models = await project.Models.ListAsync().ToListAsync();
        // python: model_versions_get(model_id)
        var versions = await project.Models.ListVersionsAsync(model.Id).ToListAsync();
        // python: model_version_export(model_id, version_id, registry_host, ...)
        var export = await project.Models.Exports.StartAsync(model.Id, version.Id, target);
        // python: model_version_sagemaker_export(model_id, version_id, registry_host, ...)
        var sageMaker = await project.Models.Exports.StartForSageMakerAsync(model.Id, version.Id, target);
        // python: model_version_export_status(export_id)
        var exportState = await project.Models.Exports.GetAsync(export.ExportId!);
        // python: model_version_export_logs(export_id)
        var exportLog = (await project.Models.Exports.GetLogAsync(export.ExportId!)).Logs;

        Assert.True(state.IsPublished);
        Assert.False((await project.Endpoint.GetStateAsync(Ct)).IsPublished);
        Assert.Equal(["adder"], models.Select(known => known.Name));
        Assert.Contains(version.Id, versions.Select(known => known.Id));
        Assert.NotEqual(export.ExportId, sageMaker.ExportId);
        Assert.NotEmpty(exportState.Status);
        Assert.NotNull(exportLog);
    }

    [Fact]
    public async Task Environments()
    {
        var (domino, _) = Connect();

        // python: create_environment("numbers", "Global", pre_run_script="...")
        var created = await domino.Environments.CreateAsync(
            new()
            {
                Name = "numbers",
                Visibility = EnvironmentVisibility.Global,
                PreRunScript = "ulimit -n 4096",
            }
        );
        // python: create_environment_revision(environment_id, summary="more files")
        var revision = await domino.Environments.CreateRevisionAsync(
            created.Id,
            new() { Summary = "more files", PreRunScript = "ulimit -n 8192" }
        );
        // python: restrict_environment_revision(environment_id, revision_id)
        await domino.Environments.RestrictRevisionAsync(created.Id, revision.Id);
        // python: environments_list()
        var environments = await domino.Environments.ListAsync().ToListAsync();
        // python: get_default_environment()
        var standard = await domino.Environments.GetDefaultAsync();
        // python: get_environment(environment_id)
        var environment = await domino.Environments.GetAsync(created.Id);
        // python: archive_environment(environment_id)
        await domino.Environments.ArchiveAsync(created.Id);

        Assert.Contains(standard.Id, environments.Select(known => known.Id));
        Assert.Contains(created.Id, environments.Select(known => known.Id));
        Assert.Equal((revision.Id, revision.Id), (environment.LatestRevision?.Id, environment.RestrictedRevision?.Id));
        Assert.DoesNotContain(created.Id, await domino.Environments.ListAsync().Select(known => known.Id).ToListAsync(Ct));
    }

    [Fact]
    public async Task Datasets()
    {
        var (domino, project) = Connect();
        using var folder = new TemporaryFolder();
        var path = folder.Write("prices.csv", "wheat,1\n");

        // python: datasets_create("prices", "of wheat")
        var created = await project.Datasets.CreateAsync(new() { Name = "prices", Description = "of wheat" });
        // python: datasets_list()
        var all = await domino.Datasets.ListAsync().ToListAsync();
        // python: datasets_ids(project_id)
        var ids = await project.Datasets.ListAsync().Select(dataset => dataset.Id).ToListAsync();
        // python: datasets_names(project_id)
        var names = await project.Datasets.ListAsync().Select(dataset => dataset.Name).ToListAsync();
        // python: datasets_details(dataset_id)
        var found = await domino.Datasets.GetAsync(created.Id);
        // python: datasets_update_details(dataset_id, dataset_name="costs")
        var renamed = await project.Datasets.UpdateAsync(created.Id, new() { Name = "costs" });
        // python: datasets_upload_files(dataset_id, path)
        var uploaded = await project.Datasets.Files.UploadAsync(created.Id, path, new() { Collision = CollisionPolicy.Skip });
        // python: datasets_remove([dataset_id])
        await project.Datasets.DeleteAsync([created.Id]);

        Assert.Contains(created.Id, all.Select(dataset => dataset.Id));
        Assert.Contains(created.Id, ids);
        Assert.Contains("prices", names);
        Assert.Equal(("of wheat", "costs"), (found.Description, renamed.Name));
        Assert.Equal((1, 8L), (uploaded.FilesTransferred, uploaded.BytesTransferred));
        Assert.DoesNotContain(created.Id, await project.Datasets.ListAsync().Select(dataset => dataset.Id).ToListAsync(Ct));
    }

    [Fact]
    public async Task Budgets_and_billing_tags()
    {
        var (domino, project) = Connect();
        var projectId = await project.GetIdAsync();

        // python: budget_defaults_list()
        var defaults = await domino.Budgets.ListDefaultsAsync().ToListAsync();
        // python: budget_defaults_update(BudgetLabel.PROJECT, 500)
        await domino.Budgets.UpdateDefaultAsync(BudgetLabel.Project, 500m);
        // python: budget_override_create(BudgetLabel.PROJECT, project_id, 2000)
        await domino.Budgets.CreateOverrideAsync(BudgetLabel.Project, projectId, 2000m);
        // python: budget_override_update(BudgetLabel.PROJECT, project_id, 2500)
        var budget = await domino.Budgets.UpdateOverrideAsync(BudgetLabel.Project, projectId, 2500m);
        // python: budget_overrides_list()
        var overrides = await domino.Budgets.ListOverridesAsync().ToListAsync();
        // python: budget_override_delete(project_id)
        await domino.Budgets.DeleteOverrideAsync(projectId);
        // python: budget_alerts_settings_update(alerts_enabled=True)
        await domino.Budgets.UpdateAlertSettingsAsync(alertsEnabled: true);
        // python: budget_alerts_targets_update({"Project": ["ada@example.com"]})
        await domino.Budgets.UpdateAlertTargetsAsync(
            new Dictionary<BudgetLabel, IReadOnlyList<string>> { [BudgetLabel.Project] = ["ada@example.com"] }
        );
        // python: budget_alerts_settings()
        var alerts = await domino.Budgets.GetAlertSettingsAsync();
        // python: billing_tags_create(["research", "production"])
        await domino.BillingTags.CreateAsync(["research", "production"]);
        // python: billing_tags_list_active()
        var tags = await domino.BillingTags.ListActiveAsync().ToListAsync();
        // python: active_billing_tag_by_name("research")
        var tag = await domino.BillingTags.GetAsync("research");
        // python: billing_tag_settings_mode_update(BillingTagSettingMode.OPTIONAL)
        await domino.BillingTags.UpdateModeAsync(BillingTagMode.Optional);
        // python: billing_tag_settings()
        var settings = await domino.BillingTags.GetSettingsAsync();
        // python: billing_tag_settings_mode()
        var mode = await domino.BillingTags.GetModeAsync();
        // python: project_billing_tag_update("research")
        await project.BillingTag.SetAsync("research");
        // python: project_billing_tag()
        var ofProject = await project.BillingTag.GetAsync();
        // python: projects_by_billing_tag("research")
        var tagged = await domino.BillingTags.ListProjectsAsync(new() { BillingTag = "research" }).ToListAsync();
        // python: project_billing_tag_bulk_update({project_id: "production"})
        var updated = await domino.BillingTags.UpdateProjectsAsync(new Dictionary<string, string> { [projectId] = "production" });
        // python: project_billing_tag_reset()
        await project.BillingTag.RemoveAsync();
        // python: billing_tag_archive("production")
        var archived = await domino.BillingTags.ArchiveAsync("production");

        Assert.Contains(defaults, known => known.BudgetLabel == BudgetLabel.Project);
        Assert.Equal(
            500m,
            (await domino.Budgets.ListDefaultsAsync().SingleAsync(known => known.BudgetLabel == BudgetLabel.Project, Ct)).Limit
        );
        Assert.Equal((2500m, projectId), (budget.Limit, Assert.Single(overrides).LabelId));
        Assert.Empty(await domino.Budgets.ListOverridesAsync().ToListAsync(Ct));
        Assert.True(alerts.AlertsEnabled);
        Assert.Equal(["ada@example.com"], alerts.AlertTargets.Single(known => known.Label == BudgetLabel.Project).Emails);
        Assert.Equal(["production", "research"], tags.Select(known => known.Tag).Order(StringComparer.Ordinal));
        Assert.Equal("research", tag.Tag);
        Assert.Equal((BillingTagMode.Optional, BillingTagMode.Optional), (settings.Mode, mode));
        Assert.Equal("research", ofProject);
        Assert.Equal([projectId], tagged.Select(known => known.Id));
        Assert.Equal("production", Assert.Single(updated).BillingTag?.Tag);
        Assert.Null(await project.BillingTag.GetAsync(Ct));
        Assert.False(archived.IsActive);
    }

    [Fact]
    public async Task Custom_metrics()
    {
        var (domino, _) = Connect();
        const string id = "churn";
        var (from, to) = (new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));
        MetricValue[] values =
        [
            new()
            {
                ModelMonitoringId = id,
                Metric = "auc",
                Value = 0.8,
                Timestamp = to,
            },
        ];

        // python: custom_metrics_client()
        var metrics = domino.Metrics;
        // python: log_metric(id, "auc", 0.91, timestamp)
        await metrics.LogAsync(
            new MetricValue
            {
                ModelMonitoringId = id,
                Metric = "auc",
                Value = 0.91,
                Timestamp = from,
            }
        );
        // python: log_metrics(metric_values)
        await metrics.LogAsync(values);
        // python: read_metrics(id, "auc", start_timestamp, end_timestamp)
        var readings = await metrics.ReadAsync(id, "auc", from, to);
        // python: trigger_alert(id, "auc", 0.42, metrics.GREATER_THAN_EQUAL, lower_limit=0.8)
        await metrics.TriggerAlertAsync(id, "auc", 0.42, MetricTargetRange.GreaterThanEqual(0.8));

        Assert.Equal([0.91, 0.8], readings.Values.OrderBy(value => value.Timestamp).Select(value => value.Value));
    }

    private static IEnumerable<(string Python, string CSharp)> Rows() =>
        Row()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "from-python.md")))
            .Select(row => (row.Groups["python"].Value, row.Groups["line"].Value));

    private static string MemberOf(string python) => Member().Match(python).Value;

    /// <summary>The objects that most lines use.</summary>
    private (DominoClient Domino, ProjectClient Project) Connect() => (_domino, _domino.Project("ada/sales"));

    /// <summary>Removes the layout of a statement: the page has it on one line.</summary>
    private static string Compact(string statement) =>
        Space().Replace(statement, "").Replace(",}", "}", StringComparison.Ordinal).Replace(",]", "]", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"^ *// python: (?<python>.+)\n(?<line>(?:.*\n)*?.*;)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"^\| `(?<python>.+?)` \| (?<line>.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^[A-Za-z_0-9]+")]
    private static partial Regex Member();
}
