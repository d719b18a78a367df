using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class ClusterTests(DominoFixture domino)
{
    // It hangs as a cluster does that never comes up.
    private const string Hanging = "#!/bin/sh\necho nothing yet\nexec sleep 1000\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_mpi_job_runs_one_rank_on_each_worker_and_is_asked_for_no_option()
    {
        Machine.Require("mpirun", "openmpi-bin");
        var project = await domino.NewProjectAsync(Ct);
        var started = await project.Jobs.StartAsync(
            new StartJobRequest
            {
                Command = "mpirun sh -c 'echo rank $OMPI_COMM_WORLD_RANK of $OMPI_COMM_WORLD_SIZE'",
                Cluster = Cluster("MPI", 3),
            },
            Ct
        );
        var job = await domino.Client.Jobs.WaitForSuccessAsync(started.Id, cancellationToken: Ct);
        Assert.Equal(["rank 0 of 3", "rank 1 of 3", "rank 2 of 3"], (await LinesAsync(job.Id, LogType.Stdout)).Order());
        Assert.Equal(
            ("MPI", 3, "small-k8s", null),
            (job.Cluster!.Type, job.Cluster.WorkerCount, job.Cluster.WorkerHardwareTier, job.Cluster.MasterHardwareTier)
        );
        Assert.Contains(
            await LinesAsync(job.Id, LogType.PrepareOutput),
            line => line.EndsWith("on hardware tier Small with 3 workers on Small", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_mpi_job_may_ask_for_fewer_ranks_and_not_for_more()
    {
        Machine.Require("mpirun", "openmpi-bin");
        var project = await domino.NewProjectAsync(Ct);
        await UploadAsync(
            project,
            "job.sh",
            "mpirun -np 2 echo rank\nmpirun -np 4 echo rank 2>&1 >/dev/null | grep -c 'not enough slots'\n"
        );
        var job = await project.Jobs.RunAsync(
            new StartJobRequest { Command = "job.sh", Cluster = Cluster("MPI", 3) },
            cancellationToken: Ct
        );
        Assert.Equal(["rank", "rank", "1"], await LinesAsync(job.Id, LogType.Stdout));
    }

    [Fact]
    public async Task A_rank_writes_to_a_terminal_and_Python_in_it_is_told_nothing_else_so_that_it_writes_line_by_line()
    {
        Machine.Require("mpirun", "openmpi-bin");
        var project = await domino.NewProjectAsync(Ct);
        await UploadAsync(project, "rank.sh", "test -t 1 && echo \"terminal [$PYTHONUNBUFFERED]\"\n");
        var job = await project.Jobs.RunAsync(
            new StartJobRequest { Command = "mpirun sh rank.sh", Cluster = Cluster("MPI", 2) },
            cancellationToken: Ct
        );
        Assert.Equal(["terminal []", "terminal []"], await LinesAsync(job.Id, LogType.Stdout));
    }

    [Fact]
    public async Task A_dask_job_finds_its_scheduler_by_Dominos_variables_and_computes_on_the_workers()
    {
        Machine.Require("dask", "python3-distributed");
        var project = await domino.NewProjectAsync(Ct);
        await UploadAsync(
            project,
            "job.py",
            """
            import os
            from dask.distributed import Client
            client = Client(f"{os.environ['DASK_SCHEDULER_SERVICE_HOST']}:{os.environ['DASK_SCHEDULER_SERVICE_PORT']}")
            workers = client.run(os.getpid)
            print(sorted(worker["name"] for worker in client.scheduler_info()["workers"].values()))
            print(len(set(workers.values()) - {os.getpid()}))
            print(sum(client.gather(client.map(lambda number: number * number, range(100)))))
            print(client.submit(os.getpid).result() in workers.values())
            """
        );
        var job = await project.Jobs.RunAsync(
            new StartJobRequest { Command = DaskPython + " job.py", Cluster = Cluster("Dask", 2) },
            cancellationToken: Ct
        );
        Assert.Equal(["['worker-1', 'worker-2']", "2", "328350", "True"], await LinesAsync(job.Id, LogType.Stdout));
        if (OperatingSystem.IsLinux())
        {
            Assert.Empty(Machine.ProcessesWith("DOMINO_RUN_ID=" + job.Id));
        }

        var logs = Assert
            .Single(
                await LinesAsync(job.Id, LogType.PrepareOutput),
                line => line.Contains("logs of its processes are in ", StringComparison.Ordinal)
            )
            .Split(" are in ")[1];
        Assert.Equal(["scheduler.log", "worker-1.log", "worker-2.log"], Directory.EnumerateFiles(logs).Select(Path.GetFileName).Order());
        Assert.Contains("Registered to", await File.ReadAllTextAsync(Path.Combine(logs, "worker-2.log"), Ct), StringComparison.Ordinal);
        Assert.Equal(
            [".dominoignore", "job.py", "results/stdout.txt"],
            (await project.Files.ListAsync("/", job.OutputCommitId, Ct).Select(file => file.Path).ToListAsync(Ct))
                .Where(path => path is not "README.md")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Stop_ends_every_process_of_the_cluster()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists what a process was started with.");
        Machine.Require("dask", "python3-distributed");
        var project = await domino.NewProjectAsync(Ct);
        await UploadAsync(project, "job.sh", "echo ready\nsleep 1000\n");
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "job.sh", Cluster = Cluster("Dask", 2) }, Ct);
        await LineAsync(job.Id, LogType.Stdout, "ready");

        // The job's shell and its sleep, the scheduler, and of each worker the process that watches it and the one that works.
        Assert.True(Machine.ProcessesWith("DOMINO_RUN_ID=" + job.Id).Count >= 7);
        await project.Jobs.StopAsync(job.Id, cancellationToken: Ct);
        Assert.Equal(JobStatus.Stopped, (await domino.Client.Jobs.WaitForCompletionAsync(job.Id, cancellationToken: Ct)).Status);
        Assert.Empty(Machine.ProcessesWith("DOMINO_RUN_ID=" + job.Id));
    }

    [Theory]
    [InlineData("MPI", "'mpirun'", "openmpi-bin")]
    [InlineData("Dask", "'dask'", "python3-distributed")]
    [InlineData("Spark", "'spark-class'", "pip install pyspark")]
    [InlineData("Ray", "'ray'", "pip install \"ray[default]\"")]
    public async Task Without_its_program_a_cluster_is_an_error_that_says_what_to_install(string type, string program, string install)
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("SPARK_HOME") is not null,
            "Needs a machine where a path is all that leads to the programs."
        );
        var project = await domino.NewProjectAsync(Ct);
        await project.Variables.SetAsync("PATH", "/no/such/folder", Ct);
        var started = await project.Jobs.StartAsync(new StartJobRequest { Command = "echo never", Cluster = Cluster(type, 1) }, Ct);
        var job = await domino.Client.Jobs.WaitForCompletionAsync(started.Id, cancellationToken: Ct);
        Assert.Equal((JobStatus.Error, "ClusterUnavailable"), (job.Status, job.Failure!.Reason));
        Assert.Contains(program, job.Failure.Message, StringComparison.Ordinal);
        Assert.Contains(install, job.Failure.Message, StringComparison.Ordinal);
        Assert.Contains(await LinesAsync(job.Id, LogType.PrepareOutput), line => line.Contains(install, StringComparison.Ordinal));
        Assert.Empty(await LinesAsync(job.Id, LogType.Stdout));
    }

    [Fact]
    public async Task A_cluster_whose_process_ends_is_an_error_with_what_that_said_last()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Clusters need a Unix.");
        using var dask = new StandIn("dask", "#!/bin/sh\necho \"no such command: $1\" >&2\nexit 2\n");
        var project = await domino.NewProjectAsync(Ct);
        await project.Variables.SetAsync("PATH", dask.SearchPath, Ct);
        var started = await project.Jobs.StartAsync(new StartJobRequest { Command = "echo never", Cluster = Cluster("Dask", 1) }, Ct);
        var job = await domino.Client.Jobs.WaitForCompletionAsync(started.Id, cancellationToken: Ct);
        Assert.Equal((JobStatus.Error, "ClusterFailed"), (job.Status, job.Failure!.Reason));
        Assert.Equal(
            "The Dask cluster did not come up: scheduler ended with exit code 2.\nscheduler said last:\nno such command: scheduler",
            job.Failure.Message
        );
        Assert.Contains("no such command: scheduler", await LinesAsync(job.Id, LogType.PrepareOutput));
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_in_time_is_an_error_and_its_processes_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists what a process was started with.");
        using var dask = new StandIn("dask", Hanging);
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { ClusterStartTimeout = TimeSpan.FromSeconds(0.5) },
            Ct
        );
        using var client = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var project = client.Project($"{server.UserName}/quick-start");
        await project.Variables.SetAsync("PATH", dask.SearchPath, Ct);
        var started = await project.Jobs.StartAsync(new StartJobRequest { Command = "echo never", Cluster = Cluster("Dask", 1) }, Ct);
        var job = await client.Jobs.WaitForCompletionAsync(started.Id, cancellationToken: Ct);
        Assert.Equal((JobStatus.Error, "ClusterFailed"), (job.Status, job.Failure!.Reason));
        Assert.Equal(
            "The Dask cluster did not come up: the scheduler did not answer within 0.5 s.\nscheduler said last:\nnothing yet",
            job.Failure.Message
        );
        Assert.Empty(Machine.ProcessesWith("DOMINO_RUN_ID=" + job.Id));
    }

    [Fact]
    public async Task A_job_can_be_stopped_while_its_cluster_starts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists what a process was started with.");
        using var dask = new StandIn("dask", Hanging);
        var project = await domino.NewProjectAsync(Ct);
        await project.Variables.SetAsync("PATH", dask.SearchPath, Ct);
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "echo never", Cluster = Cluster("Dask", 1) }, Ct);
        await LineAsync(job.Id, LogType.PrepareOutput, "Starting scheduler on");
        await project.Jobs.StopAsync(job.Id, cancellationToken: Ct);
        Assert.Equal(
            JobStatus.Stopped,
            (await domino.Client.Jobs.WaitForCompletionAsync(job.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct)).Status
        );
        Assert.Empty(await LinesAsync(job.Id, LogType.Stdout));
        Assert.Empty(Machine.ProcessesWith("DOMINO_RUN_ID=" + job.Id));
    }

    [Fact]
    public async Task More_workers_than_the_machine_takes_and_settings_that_are_passed_over_are_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Clusters need a Unix.");
        using var mpirun = new StandIn("mpirun", "#!/bin/sh\n");
        var project = await domino.NewProjectAsync(Ct);
        await project.Variables.SetAsync("PATH", mpirun.SearchPath, Ct);
        await UploadAsync(project, "job.sh", "cat $OMPI_MCA_orte_default_hostfile\n");
        var cluster = Cluster("MPI", 100_000) with
        {
            MaxWorkerCount = 200_000,
            ExtraConfigs = new Dictionary<string, string> { ["slots"] = "2" },
        };
        var job = await project.Jobs.RunAsync(new StartJobRequest { Command = "job.sh", Cluster = cluster }, cancellationToken: Ct);
        var most = Math.Max(8, 4 * Environment.ProcessorCount);
        Assert.Equal([$"localhost slots={most}"], await LinesAsync(job.Id, LogType.Stdout));
        var setup = await LinesAsync(job.Id, LogType.PrepareOutput);
        Assert.Contains(
            setup,
            line => line.StartsWith($"It has {most} workers, not the 100000 that were asked for", StringComparison.Ordinal)
        );
        Assert.Contains(setup, line => line.Contains("does not scale", StringComparison.Ordinal));
        Assert.Contains(
            setup,
            line =>
                line.StartsWith("'extraConfigs' is ignored", StringComparison.Ordinal)
                && line.EndsWith("(slots).", StringComparison.Ordinal)
        );
        Assert.Equal((100_000, 200_000, "2"), (job.Cluster!.WorkerCount, job.Cluster.MaxWorkerCount, job.Cluster.ExtraConfigs!["slots"]));
    }

    private static string DaskPython =>
        File.ReadLines(
                Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(place => Path.Combine(place, "dask")).First(File.Exists)
            )
            .First()[2..]
            .Trim();

    private static ComputeCluster Cluster(string type, int workers) =>
        new()
        {
            Type = type,
            Environment = "Domino Standard Environment",
            MasterHardwareTier = type == "MPI" ? null : "Small",
            WorkerHardwareTier = "Small",
            WorkerCount = workers,
        };

    private static async Task UploadAsync(ProjectClient project, string path, string content)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
        await project.Files.UploadAsync(stream, path, cancellationToken: Ct);
    }

    private async Task<List<string>> LinesAsync(string jobId, LogType type) =>
        await domino.Client.Jobs.StreamLogsAsync(jobId, new LogOptions { Type = type }, Ct).Select(line => line.Text).ToListAsync(Ct);

    private async Task LineAsync(string jobId, LogType type, string start)
    {
        await foreach (var line in domino.Client.Jobs.StreamLogsAsync(jobId, new LogOptions { Type = type }, Ct))
        {
            if (line.Text.StartsWith(start, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The job ended without a line '{start}'.");
    }
}
