using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Tests.Execution;

/// <summary>Jobs on an executor whose commands outlive a server, as those of a cluster do.</summary>
public sealed class ReattachTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reattach-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_job_that_another_executor_still_runs_continues_under_the_next_server_and_keeps_its_results()
    {
        var cluster = new RemoteCluster();
        var before = Path.Combine(_folder.FullName, "before");
        var after = Path.Combine(_folder.FullName, "after");
        await using var first = await LocalDomino.StartAsync(Options(before, cluster), Ct);
        using var api = new TestApi(first);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "this runs elsewhere\n");
        var id = await project.StartAsync("job.sh");
        await api.UntilAsync(id, job => job["statuses"]!["executionStatus"]!.GetValue<string>() == "Running");

        // What a kill leaves is what lies on the disk at this moment.
        Copy(before, after);
        await using var second = await LocalDomino.StartAsync(Options(after, cluster), Ct);
        using var next = new TestApi(second);
        Assert.Equal("Running", (await next.JobAsync(id))["statuses"]!["executionStatus"]!.GetValue<string>());
        var work = Path.Combine(after, "work", id);
        Assert.True(File.Exists(Path.Combine(work, "job.sh")));
        await File.WriteAllTextAsync(Path.Combine(work, "result.txt"), "from elsewhere", Ct);
        await cluster.EndAsync(id, "last words\n", exitCode: 0);
        var job = await next.EndOfAsync(id);
        Assert.Equal("Succeeded", job["statuses"]!["executionStatus"]!.GetValue<string>());
        Assert.Contains("last words", await next.LogAsync(id, "stdout"));
        var commit = job["commitDetails"]!["outputCommitId"]!.GetValue<string>();
        var kept = new TestProject(next, second.UserName, project.Path.Split('/')[^1], project.Id);
        Assert.Equal("from elsewhere", await kept.ReadAsync("result.txt", commit));
        Assert.False(Directory.Exists(work));
    }

    [Fact]
    public async Task A_job_that_its_executor_no_longer_knows_ends_as_an_error()
    {
        var cluster = new RemoteCluster();
        var before = Path.Combine(_folder.FullName, "before");
        var after = Path.Combine(_folder.FullName, "after");
        await using var first = await LocalDomino.StartAsync(Options(before, cluster), Ct);
        using var api = new TestApi(first);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "this runs elsewhere\n");
        var id = await project.StartAsync("job.sh");
        await api.UntilAsync(id, job => job["statuses"]!["executionStatus"]!.GetValue<string>() == "Running");
        Copy(before, after);
        await using var second = await LocalDomino.StartAsync(Options(after, new RemoteCluster()), Ct);
        using var next = new TestApi(second);
        var job = await next.JobAsync(id);
        Assert.Equal("Error", job["statuses"]!["executionStatus"]!.GetValue<string>());
        Assert.Equal("ServerEnded", job["abnormalStatus"]!["runFailureReason"]!.GetValue<string>());
        Assert.False(Directory.Exists(Path.Combine(after, "work", id)));
    }

    private static LocalDominoOptions Options(string folder, RemoteCluster cluster) =>
        new()
        {
            DataFolder = folder,
            StopGracePeriod = TimeSpan.Zero,
            AdditionalFeatures = [cluster],
        };

    private static void Copy(string from, string to)
    {
        foreach (
            var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock")
        )
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = File.Create(target);
            source.CopyTo(copy);
        }
    }

    /// <summary>A feature that replaces where commands run: they run until the test ends them.</summary>
    private sealed class RemoteCluster : IServerFeature, IExecutor
    {
        private readonly ConcurrentDictionary<string, RemoteExecution> _running = new(StringComparer.Ordinal);

        public string Name => "remote";

        public string? Limitation => null;

        public void Register(IServiceCollection services) => services.AddSingleton<IExecutor>(this);

        public Task<IExecution> StartAsync(ExecutionSpec spec, CancellationToken cancellationToken) =>
            Task.FromResult<IExecution>(_running[spec.Id] = new RemoteExecution(spec.Id));

        public Task<IExecution?> ReattachAsync(ExecutionSpec spec, string? handle, CancellationToken cancellationToken) =>
            Task.FromResult<IExecution?>(
                handle is not null && _running.ContainsKey(handle) ? _running[handle] = new RemoteExecution(handle) : null
            );

        public Task EndAsync(string id, string output, int exitCode) => _running[id].EndAsync(output, exitCode);
    }

    private sealed class RemoteExecution : IExecution
    {
        private readonly AnonymousPipeServerStream _stdout = new(PipeDirection.Out);
        private readonly TaskCompletionSource<ExecutionResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RemoteExecution(string id)
        {
            Handle = new ExecutionHandle("remote", id);
            Output = new ExecutionOutput(new AnonymousPipeClientStream(PipeDirection.In, _stdout.ClientSafePipeHandle), new MemoryStream());
        }

        public ExecutionHandle Handle { get; }

        public ExecutionOutput Output { get; }

        public Task<ExecutionResult> Completion => _ended.Task;

        public ExecutionUsage? Usage => null;

        public async Task EndAsync(string output, int exitCode)
        {
            await _stdout.WriteAsync(Encoding.UTF8.GetBytes(output), Ct);
            await _stdout.DisposeAsync();
            _ended.TrySetResult(new ExecutionResult(exitCode));
        }

        public async Task StopAsync(TimeSpan gracePeriod)
        {
            await _stdout.DisposeAsync();
            _ended.TrySetResult(new ExecutionResult(143, 15));
        }

        public ValueTask DisposeAsync() => _stdout.DisposeAsync();
    }
}
