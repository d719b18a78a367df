using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Runs jobs: a queue, a bounded number at once, and each job's way from its commit to its results.</summary>
internal sealed class JobEngine(ServerFolders folders, JobStore jobs, ProjectStore projects, ProjectFiles files, ExecutionVariables executionVariables, EnvironmentStore environments, UsageMeter usage, LocalDominoOptions options) : IAsyncDisposable
{
    private const int ConsoleTailLines = 10_000;
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, RunningJob> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private Task _workers = Task.CompletedTask;

    public int Places { get; } = options.MaxConcurrentJobs > 0 ? options.MaxConcurrentJobs : Environment.ProcessorCount;

    public void Start()
    {
        foreach (var job in jobs.Unfinished())
        {
            if (job.Status == "Queued")
            {
                _queue.Writer.TryWrite(job.Id);
                continue;
            }

            if (job.ProcessId is { } process)
            {
                ProcessGroup.KillLeftOver(process, job.Id);
            }

            jobs.Ended(job.Id, "Error", "ServerEnded", "The server ended while the job was running.", null, "{}", Now);
            DeleteFolder(WorkFolder(job.Id));
        }

        _workers = Task.WhenAll(Enumerable.Range(0, Places).Select(_ => Task.Run(WorkAsync)));
    }

    public JobRow Submit(JobRow job)
    {
        if (!files.HasCommit(job.ProjectId, job.InputCommit))
        {
            throw new ApiException(404, $"There is no commit '{job.InputCommit}' in this project.");
        }

        jobs.Add(job with { SubmittedMs = Now });
        _queue.Writer.TryWrite(job.Id);
        return jobs.Find(job.Id)!;
    }

    public JobRow Stop(JobRow job, bool keepResults)
    {
        if (job.IsFinal)
        {
            return job;
        }

        // A job that is still queued is moved here, and the worker that takes it later finds that it has ended.
        if (jobs.Move(job.Id, "Queued", keepResults ? "StopRequested" : "StopAndDiscardRequested"))
        {
            jobs.Ended(job.Id, "Stopped", null, null, null, "{}", Now);
        }
        else if (_running.TryGetValue(job.Id, out var running))
        {
            jobs.Move(job.Id, keepResults ? "StopRequested" : "StopAndDiscardRequested");
            running.RequestStop(keepResults);
        }

        return jobs.Find(job.Id)!;
    }

    public string LogFile(string jobId) => Path.Combine(folders.Logs, jobId + ".jsonl");

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

    private long Now => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private string WorkFolder(string jobId) => Path.Combine(folders.Work, jobId);

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
        using var running = new RunningJob();
        _running[id] = running;
        if (!jobs.Move(id, "Queued", "Preparing"))
        {
            _running.TryRemove(id, out _);
            return;
        }

        var job = jobs.Find(id)!;
        jobs.Passed(id, "NodeAssigned");
        var folder = WorkFolder(id);
        using var log = new JobLog(LogFile(id), options.TimeProvider);
        var end = new JobEnd("Error", "ServerError", "The server failed.");
        string? output = null;
        var statistics = "{}";
        try
        {
            end = await ExecuteAsync(job, folder, log, running);
            if (!(end.Status == "Stopped" && running.Discards) && Directory.Exists(folder))
            {
                jobs.Move(id, "Finishing");
                statistics = Statistics(folder);
                WriteConsole(id, folder);
                output = files.CommitFolder(job.ProjectId, job.InputCommit, folder, $"Results of job {job.Number}: {job.Command}", projects.ById(job.ProjectId).OwnerName);
                jobs.Passed(id, "UserFilesSaved");
            }
        }
        catch (Exception e)
        {
            // Whatever goes wrong with one job must not take a worker with it.
            end = new JobEnd("Error", "ServerError", e.Message);
            log.Write("prepareoutput", "The job can't go on: " + e.Message);
        }
        finally
        {
            DeleteFolder(folder);
            jobs.Ended(id, end.Status, end.Reason, end.Message, output, statistics, Now);
            _running.TryRemove(id, out _);
        }
    }

    private async Task<JobEnd> ExecuteAsync(JobRow job, string folder, JobLog log, RunningJob running)
    {
        var tier = options.HardwareTiers.First(candidate => candidate.Id == job.TierId);
        var revision = environments.Revision(job.EnvironmentRevisionId)!;
        var variables = executionVariables.Of(projects.ById(job.ProjectId), job.StartedBy, revision, folder, job.Id, job.Number, job.TierId, job.InputCommit);
        var scripts = new EnvironmentScripts(revision, folder, variables, tier, log, running, options);
        Directory.CreateDirectory(folder);
        if (await scripts.RunAsync("preSetupScript") is { } setupFailure)
        {
            return Refused(log, "EnvironmentScript", setupFailure);
        }

        log.Write("prepareoutput", $"Checking out commit {job.InputCommit}");
        files.CheckOut(job.ProjectId, job.InputCommit, folder);
        File.Delete(Path.Combine(folder, "dominostats.json"));
        jobs.Passed(job.Id, "FilesPrepared");
        if (ProcessGroup.Limitation is { } limitation)
        {
            log.Write("prepareoutput", limitation);
        }

        if (JsonNode.Parse(job.Request) is JsonObject request && request["computeClusterProperties"] is JsonObject cluster)
        {
            return Refused(log, "ClusterUnavailable", $"This local server runs no {cluster["clusterType"]} clusters yet. Start the job without one, or on a Domino deployment.");
        }

        if ((await scripts.RunAsync("postSetupScript") ?? await scripts.RunAsync("preRunScript")) is { } failure)
        {
            return Refused(log, "EnvironmentScript", failure);
        }

        ProcessGroup group;
        try
        {
            var words = Launch.Words(job, folder);
            log.Write("prepareoutput", $"Starting {words[0]} on hardware tier {tier.Name}");
            if (running.StopRequested)
            {
                return new JobEnd("Stopped", null, null);
            }

            group = ProcessGroup.Start(words, folder, variables, tier);
        }
        catch (Exception e) when (e is FormatException or Win32Exception)
        {
            return Refused(log, "CouldNotStart", $"The command '{job.Command}' could not be started: {e.Message}.");
        }

        using (group)
        {
            jobs.Started(job.Id, group.Process.Id, Now);
            jobs.Move(job.Id, "Preparing", "Running");
            var outputs = Task.WhenAll(CopyAsync(group.Process.StandardOutput, "stdout", log), CopyAsync(group.Process.StandardError, "stderr", log));
            using var stop = running.Reach(group, options);
            await using var measuring = usage.Watch(job.Id, group.Process.Id, tier);
            await group.Process.WaitForExitAsync();

            // Children that outlive the command would hold its output open for ever.
            group.KillAll();
            await outputs;
            var after = await scripts.RunAsync("postRunScript");
            if (after is not null)
            {
                log.Write("prepareoutput", after);
            }

            return running.StopRequested ? new JobEnd("Stopped", null, null)
                : group.Process.ExitCode == 0 ? new JobEnd("Succeeded", null, null)
                : new JobEnd("Failed", "ExitCode", $"The command ended with exit code {group.Process.ExitCode}.");
        }
    }

    private static JobEnd Refused(JobLog log, string reason, string message)
    {
        log.Write("prepareoutput", message);
        return new JobEnd("Error", reason, message);
    }

    private static async Task CopyAsync(StreamReader from, string type, JobLog log)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            log.Write(type, line);
        }
    }

    private void WriteConsole(string id, string folder)
    {
        var tail = new Queue<string>();
        foreach (var entry in JobLog.Read(LogFile(id), 0))
        {
            if (entry.Type != "prepareoutput")
            {
                tail.Enqueue(entry.Text);
                if (tail.Count > ConsoleTailLines)
                {
                    tail.Dequeue();
                }
            }
        }

        Directory.CreateDirectory(Path.Combine(folder, "results"));
        File.WriteAllLines(Path.Combine(folder, "results", "stdout.txt"), tail);
    }

    private static string Statistics(string folder)
    {
        try
        {
            var file = Path.Combine(folder, "dominostats.json");
            return File.Exists(file) && JsonNode.Parse(File.ReadAllText(file)) is JsonObject flat ? flat.ToJsonString() : "{}";
        }
        catch (JsonException)
        {
            return "{}";
        }
    }

    private static void DeleteFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What a job made unreadable stays in the work folder; the job's result does not depend on it.
        }
    }

    private sealed record JobEnd(string Status, string? Reason, string? Message);
}
