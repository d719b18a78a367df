using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using DominoDataLab.LocalServer.Clusters;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Runs jobs: a queue, a bounded number at once, and each job's way from its commit to its results.</summary>
internal sealed class JobEngine : IAsyncDisposable
{
    private const int MaxQueued = 1000;
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, RunningJob> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly ServerFolders _folders;
    private readonly JobStore _jobs;
    private readonly ProjectStore _projects;
    private readonly ProjectFiles _files;
    private readonly LocalDominoOptions _options;
    private readonly ExecutionVariables _variables;
    private readonly EnvironmentStore _environments;
    private readonly UsageMeter _usage;
    private Task _workers = Task.CompletedTask;

    public JobEngine(
        ServerFolders folders,
        JobStore jobs,
        ProjectStore projects,
        ProjectFiles files,
        ExecutionVariables variables,
        EnvironmentStore environments,
        JobLogs logs,
        UsageMeter usage,
        LocalDominoOptions options
    )
    {
        (_folders, _jobs, _projects, _files, _variables, _environments, _usage, _options, Logs) = (
            folders,
            jobs,
            projects,
            files,
            variables,
            environments,
            usage,
            options,
            logs
        );
        HardwareTiers.Check(options.HardwareTiers);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxConcurrentJobs);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StopGracePeriod, TimeSpan.Zero);
        Places = options.MaxConcurrentJobs > 0 ? options.MaxConcurrentJobs : Environment.ProcessorCount;
    }

    public int Places { get; }

    public JobLogs Logs { get; }

    public void Start()
    {
        foreach (var job in _jobs.Unfinished())
        {
            if (job.Status == "Queued")
            {
                _queue.Writer.TryWrite(job.Id);
                continue;
            }

            const string Reason = "The server ended while the job was running. Its results are lost; restart the job.";
            ProcessGroup.KillLeftOver(null, job.Id, WorkFolder(job.Id));
            using (var log = Logs.Open(job.Id))
            {
                log.Write(Reason);
            }

            _jobs.Ended(job.Id, "Error", "ServerEnded", Reason, null, "{}", Now);
        }

        foreach (var folder in Directory.EnumerateDirectories(_folders.Work))
        {
            WorkFolders.Delete(folder);
        }

        _workers = Task.WhenAll(Enumerable.Range(0, Places).Select(_ => Task.Run(WorkAsync)));
    }

    public JobRow Submit(JobRow job)
    {
        if (!_files.HasCommit(job.ProjectId, job.InputCommit))
        {
            throw DomainException.NotFound($"There is no commit '{job.InputCommit}' in this project.");
        }

        _ = ClusterOf(job);
        if (_queue.Reader.Count >= MaxQueued)
        {
            throw DomainException.TooMany(
                $"The queue is full: {MaxQueued} jobs wait for one of {Places} places. Wait for some to end, or stop some."
            );
        }

        _jobs.Add(job with { SubmittedMs = Now });
        _queue.Writer.TryWrite(job.Id);
        return _jobs.Find(job.Id)!;
    }

    public JobRow Stop(JobRow job, bool keepResults)
    {
        // A job that is still queued is ended here, and the worker that takes it later finds that out.
        var requested = keepResults ? "StopRequested" : "StopAndDiscardRequested";
        if (_jobs.Move(job.Id, "Queued", requested))
        {
            _jobs.Ended(job.Id, "Stopped", null, null, null, "{}", Now);
        }
        else if (
            _running.TryGetValue(job.Id, out var running)
            && (_jobs.Move(job.Id, "Preparing", requested) || _jobs.Move(job.Id, "Running", requested))
        )
        {
            running.RequestStop(keepResults);
        }

        return _jobs.Find(job.Id)!;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _end.CancelAsync();
        foreach (var running in _running.Values)
        {
            running.RequestStop(keepResults: true);
        }

        await _workers;
        _end.Dispose();
    }

    private long Now => _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private string WorkFolder(string jobId) => Path.Combine(_folders.Work, jobId);

    private ClusterSpec? ClusterOf(JobRow job) => ClusterSpec.Of((JsonObject)JsonNode.Parse(job.Request)!, _options.HardwareTiers);

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var id in _queue.Reader.ReadAllAsync(_end.Token))
            {
                await RunAsync(id);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends; what is still queued is found again at its next start.
        }
    }

    private async Task RunAsync(string id)
    {
        var running = new RunningJob();
        _running[id] = running;
        var end = new JobEnd("Error", "ServerError", "The server failed.");
        try
        {
            if (!_jobs.Move(id, "Queued", "Preparing"))
            {
                return;
            }

            _jobs.Passed(id, "NodeAssigned");
            using var log = Logs.Open(id);
            end = await ToEndAsync(_jobs.Find(id)!, log, running);
        }
        catch (Exception e)
        {
            // Whatever goes wrong with one job, such as a full disk, must not take a worker with it.
            end = new JobEnd("Error", "ServerError", "The job can't go on: " + e.Message);
        }
        finally
        {
            WorkFolders.Delete(WorkFolder(id));
            WorkFolders.Delete(Requirements.Folder(_folders, id));
            _running.TryRemove(id, out _);
        }

        await RecordAsync(id, end);
    }

    /// <summary>A full disk does not hide how a job ended: this tries until there is room, or the server ends and the next one cleans up.</summary>
    private async Task RecordAsync(string id, JobEnd end)
    {
        while (true)
        {
            try
            {
                _jobs.Ended(id, end.Status, end.Reason, end.Message, end.OutputCommit, end.Statistics, Now);
                return;
            }
            catch (Exception e) when (DiskFull.Caused(e))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _end.Token);
            }
        }
    }

    private async Task<JobEnd> ToEndAsync(JobRow job, JobLog log, RunningJob running)
    {
        var folder = WorkFolder(job.Id);
        try
        {
            var end = await ExecuteAsync(job, folder, log, running);
            if (end.Status == "Stopped" && running.Discards)
            {
                log.Write("The results are discarded, as asked.");
                return end;
            }

            _jobs.Move(job.Id, "Finishing");
            var statistics = JobFiles.Statistics(folder, log);
            JobFiles.WriteConsole(folder, Logs.Of(job.Id), log);
            var output = _files.CommitFolder(
                job.ProjectId,
                job.InputCommit,
                folder,
                $"Results of job {job.Number}: {job.Command}",
                _projects.ById(job.ProjectId).OwnerName,
                log.Write
            );
            _jobs.Passed(job.Id, "UserFilesSaved");
            return end with { OutputCommit = output, Statistics = statistics };
        }
        catch (Exception e)
        {
            return Refused(log, "ServerError", "The job can't go on: " + e.Message);
        }
    }

    private async Task<JobEnd> ExecuteAsync(JobRow job, string folder, JobLog log, RunningJob running)
    {
        if (_options.HardwareTiers.FirstOrDefault(candidate => candidate.Id == job.TierId) is not { } tier)
        {
            return Refused(log, "NoSuchTier", $"The server no longer has the hardware tier '{job.TierId}' that the job was submitted for.");
        }

        var revision = _environments.Revision(job.EnvironmentRevisionId)!;
        var variables = _variables.Of(
            _projects.ById(job.ProjectId),
            job.StartedBy,
            revision,
            folder,
            job.Id,
            job.Number,
            tier,
            job.InputCommit
        );
        var scripts = new EnvironmentScripts(revision, job.Id, folder, variables, tier, log, running, _options.StopGracePeriod);
        Directory.CreateDirectory(folder);
        if (await scripts.RunAsync("preSetupScript") is { } setupFailure)
        {
            return Refused(log, "EnvironmentScript", setupFailure);
        }

        log.Write($"Checking out commit {job.InputCommit}");
        _files.CheckOut(job.ProjectId, job.InputCommit, folder, log.Write);
        File.Delete(JobFiles.StatisticsFile(folder));
        _jobs.Passed(job.Id, "FilesPrepared");
        if (ProcessGroup.Limitation is { } limitation)
        {
            log.Write(limitation);
        }

        if (
            await new Requirements(_folders, job.Id, folder, variables, tier, log, running, _options.StopGracePeriod).InstallAsync() is
            { } missing
        )
        {
            return Refused(log, "Requirements", missing);
        }

        if ((await scripts.RunAsync("postSetupScript") ?? await scripts.RunAsync("preRunScript")) is { } failure)
        {
            return Refused(log, "EnvironmentScript", failure);
        }

        var spec = ClusterOf(job);
        await using var cluster = spec is null
            ? null
            : new Cluster(spec, job.Id, _folders, variables, log, running, _options.ClusterStartTimeout);
        try
        {
            if (cluster is not null)
            {
                await cluster.StartAsync();
            }
        }
        catch (ClusterException e)
        {
            return Refused(log, e.Reason, e.Message);
        }

        if (spec?.Type == "MPI")
        {
            tier = MpiCluster.Room(spec, tier);
        }

        if (running.StopRequested)
        {
            return new JobEnd("Stopped");
        }

        ProcessGroup group;
        try
        {
            var words = Launch.Words(job, folder, variables.GetValueOrDefault("PATH"));
            log.Write($"Starting {words[0]} on hardware tier {tier.Name}");
            group = ProcessGroup.Start(words, job.Id, folder, variables, tier);
        }
        catch (Exception e) when (e is FormatException or Win32Exception)
        {
            return Refused(log, "CouldNotStart", $"The command '{job.Command}' could not be started. {e.Message}");
        }

        using (group)
        {
            var end = await WatchAsync(job, group, tier, log, running);
            if (await scripts.RunAsync("postRunScript") is { } afterwards)
            {
                log.Write(afterwards);
            }

            return end;
        }
    }

    private async Task<JobEnd> WatchAsync(JobRow job, ProcessGroup group, LocalHardwareTier tier, JobLog log, RunningJob running)
    {
        _jobs.Started(job.Id, group.Process.Id, Now);
        _jobs.Move(job.Id, "Preparing", "Running");
        await using var measuring = _usage.Watch(job.Id, group.Process.Id, tier);
        using var ended = new CancellationTokenSource();
        var memory = group.ExceedsMemoryAsync(tier, ended.Token);
        var code = await Supervision.ToEndAsync(group, running, log, LogTypes.Stdout, LogTypes.Stderr, _options.StopGracePeriod);
        await ended.CancelAsync();
        if (running.StopRequested)
        {
            return new JobEnd("Stopped");
        }

        var failure =
            await memory
                ? new JobEnd(
                    "Failed",
                    "OutOfMemory",
                    FormattableString.Invariant(
                        $"The job was killed by signal 9 (SIGKILL): its processes held more than the {tier.MemoryGiB} GiB of memory of hardware tier {tier.Name}. Use less, or choose a larger tier."
                    )
                )
            : code == 0 ? new JobEnd("Succeeded")
            : JobEnd.OfExitCode(code, Logs.Of(job.Id), tier);
        if (failure.Message is { } message)
        {
            log.Write(message);
        }

        return failure;
    }

    private static JobEnd Refused(JobLog log, string reason, string message)
    {
        log.Write(LogTypes.Setup, message.Split('\n'));
        return new JobEnd("Error", reason, message);
    }
}
