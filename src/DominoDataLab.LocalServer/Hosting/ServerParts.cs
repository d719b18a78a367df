using DominoDataLab.LocalServer.Apps;
using DominoDataLab.LocalServer.BillingTags;
using DominoDataLab.LocalServer.Budgets;
using DominoDataLab.LocalServer.Clusters;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Datasets.Uploads;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Jobs;
using DominoDataLab.LocalServer.Metrics;
using DominoDataLab.LocalServer.Models;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Runs;
using DominoDataLab.LocalServer.Schedules;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Every part of a server: the one place where they are made, mapped to routes, started and ended.</summary>
internal sealed class ServerParts : IAsyncDisposable
{
    private readonly LocalDominoOptions _options;
    private readonly ServerFolders _folders;
    private readonly Database _database;
    private readonly OrganizationStore _organizations;
    private readonly ProjectFiles _files;
    private readonly ProjectStore _projects;
    private readonly TagStore _tags;
    private readonly BillingTagStore _billingTags;
    private readonly ProjectSettings _settings;
    private readonly VariableStore _stored;
    private readonly EnvironmentStore _environments;
    private readonly EnvironmentBuilder _builder;
    private readonly DatasetStore _datasets;
    private readonly DatasetFolders _datasetFolders;
    private readonly SnapshotStore _snapshots;
    private readonly UploadKeeper _uploads;
    private readonly SnapshotEngine _snapshotEngine;
    private readonly ExecutionVariables _variables;
    private readonly JobStore _jobs;
    private readonly JobEngine _engine;
    private readonly UsageMeter _usage;
    private readonly JobNotes _notes;
    private readonly ScheduleStore _schedules;
    private readonly Scheduler _scheduler;
    private readonly AppStore _apps;
    private readonly AppHost _appHost;
    private readonly FunctionHost _functions;
    private readonly ModelStore _modelStore;
    private readonly ModelEndpoints _models;
    private readonly EndpointEndpoints _endpoints;
    private AppProxy? _proxy;

    public ServerParts(LocalDominoOptions options, ServerFolders folders)
    {
        var time = options.TimeProvider;
        (_options, _folders) = (options, folders);
        var isTemporary = options.DataFolder is null;
        _database = new Database(folders.DatabaseFile, isTemporary);
        try
        {
            Leftovers.Remove(folders, _database);
            Users = new UserStore(_database, folders);
            _organizations = new OrganizationStore(_database);
            People.Register(options, Users, _organizations, folders);
            _files = new ProjectFiles(folders, time);
            _projects = new ProjectStore(_database, _files, time);
            _tags = new TagStore(_database, time);
            _notes = new JobNotes(_database, time);
            _schedules = new ScheduleStore(_database);
            _billingTags = new BillingTagStore(_database);
            _settings = new ProjectSettings(_database);
            _stored = new VariableStore(_database);
            _environments = new EnvironmentStore(_database, time);
            _environments.Seed();
            _builder = new EnvironmentBuilder(_environments, folders, options);
            _datasets = new DatasetStore(_database, _projects, time);
            _datasetFolders = new DatasetFolders(folders);
            _snapshots = new SnapshotStore(_database, _datasets, time);
            _uploads = new UploadKeeper(new UploadStore(_database, time), _datasetFolders, new Flush(isTemporary), time);
            _uploads.Recover();
            _snapshotEngine = new SnapshotEngine(_snapshots, _datasets, _datasetFolders, _uploads, options);
            _variables = new ExecutionVariables(Users, _stored, new DatasetMounts(_datasets, _snapshots, _datasetFolders, folders));
            _jobs = new JobStore(_database, time);
            _usage = new UsageMeter(_database, options);
            var logs = new JobLogs(folders.Logs, time);
            _engine = new JobEngine(folders, _jobs, _projects, _files, _variables, _environments, logs, _usage, options);
            _apps = new AppStore(_database, time);
            _appHost = new AppHost(folders, _apps, _projects, _files, _variables, _environments, logs, options);
            _functions = new FunctionHost(folders, _projects, _files, _variables, _environments, logs, options);
            _modelStore = new ModelStore(_database, time);
            _modelStore.Interrupted();
            _models = new ModelEndpoints(_modelStore, _functions, _projects, _files, _environments);
            _endpoints = new EndpointEndpoints(_modelStore, _functions, _projects, _files, _environments);
            _scheduler = new Scheduler(_schedules, _jobs, _engine, _projects, _files, _environments, _settings, Users, options);
            _appHost.Recover();
            GiveEveryUserAProject();
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public UserStore Users { get; }

    public void Map(WebApplication app)
    {
        new UserEndpoints(Users, _organizations).Map(app);
        new OrganizationEndpoints(_organizations, Users).Map(app);
        new ProjectEndpoints(_projects, _files, Users, _organizations, _tags, _billingTags, _jobs, _settings, _environments, _options).Map(
            app
        );
        new BillingTagEndpoints(_billingTags).Map(app);
        new ProjectBillingTagEndpoints(_projects, _billingTags, _tags).Map(app);
        new BudgetEndpoints(new BudgetStore(_database)).Map(app);
        new MetricEndpoints(new MetricStore(_database), _modelStore, _jobs, _projects, _options).Map(app);
        new TagEndpoints(_projects, _tags).Map(app);
        new CollaboratorEndpoints(_projects, Users).Map(app);
        new ProjectSettingsEndpoints(_projects, _settings, _environments, _jobs, _engine, _options).Map(app);
        new VariableEndpoints(_projects, _stored).Map(app);
        new EnvironmentEndpoints(_environments, _builder, _projects, _settings).Map(app);
        new FileEndpoints(_projects, _files, _folders, _options.TimeProvider).Map(app);
        var jobs = new JobEndpoints(_projects, _files, _jobs, _engine, _environments, _settings, _notes, _usage, _options);
        jobs.Map(app);
        new JobNoteEndpoints(jobs, _notes, _projects).Map(app);
        new ClusterEndpoints(_projects, _settings, _options).Map(app);
        new JobDetailEndpoints(jobs, _jobs, _usage).Map(app);
        new ScheduleEndpoints(_schedules, _scheduler, _projects, _environments, _settings, Users, _options).Map(app);
        new RunEndpoints(_projects, _files, _jobs, _engine, _environments, _settings, _options).Map(app);
        var grants = new DatasetGrants(Users);
        var snapshots = new SnapshotEndpoints(_datasets, _snapshots, _projects, _datasetFolders, _snapshotEngine);
        snapshots.Map(app);
        new UploadEndpoints(_datasets, _uploads, _database).Map(app);
        new DatasetFileEndpoints(snapshots, _datasets, _datasetFolders).Map(app);
        var fromSnapshot = new DatasetFromSnapshot(_datasets, _snapshots, _projects, _datasetFolders, snapshots);
        new DatasetEndpoints(_datasets, _snapshots, _projects, grants, fromSnapshot).Map(app);
        new PublicDatasetEndpoints(_datasets, _snapshots, _projects, grants, snapshots, fromSnapshot).Map(app);
        new AppEndpoints(_apps, _appHost, _projects, _files, _environments, Users, _settings, _options).Map(app);
        _proxy = new AppProxy(_apps, _appHost, _projects, app.Services.GetRequiredService<IHttpForwarder>());
        _proxy.Map(app);
        _models.Map(app);
        _endpoints.Map(app);
    }

    /// <summary>Takes up what an earlier server left, now that code that runs can be told where this one answers.</summary>
    public void Start(Uri address)
    {
        _variables.Address = address;
        _engine.Start();
        _builder.Start();
        _scheduler.Start();
        _snapshotEngine.Start();
        _models.Recover();
        _endpoints.Recover();
    }

    public async ValueTask DisposeAsync()
    {
        await _scheduler.DisposeAsync();
        await _engine.DisposeAsync();
        await _appHost.DisposeAsync();
        await _functions.DisposeAsync();
        await _builder.DisposeAsync();
        await _snapshotEngine.DisposeAsync();
        _uploads.Dispose();
        _proxy?.Dispose();
        _database.Dispose();
    }

    private void GiveEveryUserAProject()
    {
        foreach (var user in Users.All().Where(user => !user.IsOrganization))
        {
            if (_projects.Find(user.Name, "quick-start") is null)
            {
                _projects.Create(
                    user,
                    "quick-start",
                    "A project to begin with",
                    "Public",
                    id => _files.Create(id, user.Name, StarterFiles.QuickStart)
                );
            }
        }
    }
}
