using System.Text.RegularExpressions;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Jobs;

/// <summary>Spark and Ray, which are too big to install for a test: how they are called, and what a job is told of them.</summary>
public sealed partial class ClusterStandInTests(DominoFixture domino)
{
    private const string Ray = """
        #!/usr/bin/env python3
        import os, socket, sys, time
        with open(os.path.join(os.path.dirname(sys.argv[0]), "calls"), "a") as calls:
            calls.write(" ".join(sys.argv[1:]) + "\n")
        if "--head" in sys.argv:
            clients = socket.create_server(("127.0.0.1", int(sys.argv[sys.argv.index("--ray-client-server-port") + 1])))
        print("Ray runtime started.", flush=True)
        time.sleep(1000)
        """;

    private const string Spark = """
        #!/usr/bin/env python3
        import http.server, json, os, socket, sys, threading, time
        with open(os.path.join(os.path.dirname(sys.argv[0]), "calls"), "a") as calls:
            calls.write(" ".join(sys.argv[1:]) + "\n")
        def option(name):
            return sys.argv[sys.argv.index(name) + 1]
        if not sys.argv[1].endswith(".Master"):
            host, port = sys.argv[-1][len("spark://"):].split(":")
            registered = socket.create_connection((host, int(port)))
            time.sleep(1000)
        workers = []
        door = socket.create_server(("127.0.0.1", int(option("--port"))))
        def register():
            while True:
                workers.append(door.accept())
        threading.Thread(target=register, daemon=True).start()
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"aliveworkers": len(workers)}).encode())
        http.server.HTTPServer(("127.0.0.1", int(option("--webui-port"))), Page).serve_forever()
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ray_cluster_is_a_head_and_workers_and_the_job_reaches_the_heads_port_for_clients()
    {
        RequirePython();
        using var ray = new StandIn("ray", Ray);
        var project = await ProjectAsync(
            "PATH",
            ray.SearchPath,
            "exec 3<>/dev/tcp/$RAY_HEAD_SERVICE_HOST/$RAY_HEAD_SERVICE_PORT && echo reached $RAY_HEAD_SERVICE_HOST\n"
        );
        var job = await project.Jobs.RunAsync(new StartJobRequest { Command = "job.sh", Cluster = Cluster("Ray") }, cancellationToken: Ct);
        Assert.Equal(["reached 127.0.0.1"], await OutputAsync(job.Id));
        Assert.Equal(
            [
                "start --head --port N --ray-client-server-port N --include-dashboard false --block --node-ip-address 127.0.0.1 "
                    + "--num-cpus 1 --object-store-memory 1288490188",
                $"start --address 127.0.0.1:N --block --node-ip-address 127.0.0.1 --num-cpus {Math.Min(2, Environment.ProcessorCount)} "
                    + $"--object-store-memory 2576980377",
                $"start --address 127.0.0.1:N --block --node-ip-address 127.0.0.1 --num-cpus {Math.Min(2, Environment.ProcessorCount)} "
                    + $"--object-store-memory 2576980377",
            ],
            ray.Calls.Select(call => PortOfCall().Replace(call, "${before}N"))
        );
    }

    [Fact]
    public async Task A_spark_cluster_is_a_master_and_workers_and_a_session_without_settings_finds_it()
    {
        RequirePython();
        using var spark = new StandIn("spark-class", Spark);
        Directory.CreateDirectory(Path.Combine(spark.Folder, "conf"));
        await File.WriteAllTextAsync(
            Path.Combine(spark.Folder, "conf", "spark-defaults.conf"),
            "spark.ui.enabled false\nspark.master local",
            Ct
        );
        var project = await ProjectAsync(
            "SPARK_HOME",
            spark.Folder,
            "exec 3<>/dev/tcp/$SPARK_MASTER_HOST/$SPARK_MASTER_PORT && echo reached\necho $SPARK_MASTER_PORT\ncat "
                + "$SPARK_CONF_DIR/spark-defaults.conf\n"
        );
        var job = await project.Jobs.RunAsync(
            new StartJobRequest
            {
                Command = "job.sh",
                Cluster = Cluster("Spark") with { ExtraConfigs = new Dictionary<string, string> { ["spark.eventLog.dir"] = @"a\b" } },
            },
            cancellationToken: Ct
        );
        var output = await OutputAsync(job.Id);
        Assert.Equal("reached", output[0]);
        Assert.Equal(
            [
                "spark.ui.enabled false",
                "spark.master local",
                @"spark.eventLog.dir a\\b",
                "spark.master spark://127.0.0.1:" + output[1],
                "spark.executor.instances 2",
                "spark.driver.host 127.0.0.1",
                "spark.driver.bindAddress 127.0.0.1",
            ],
            output[2..]
        );
        var calls = spark
            .Calls.Select(call => PortOfCall().Replace(call, "${before}N"))
            .Select(call => WorkFolder().Replace(call, "--work-dir W/"))
            .ToList();
        Assert.Equal("org.apache.spark.deploy.master.Master --host 127.0.0.1 --port N --webui-port N", calls[0]);
        var worker =
            $"org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port N --cores {Math.Min(2, Environment.ProcessorCount)} "
            + $"--memory 8192M --work-dir W/worker-";
        Assert.Equal([worker + "1 spark://127.0.0.1:N", worker + "2 spark://127.0.0.1:N"], calls[1..].Order());
    }

    [Fact]
    public async Task A_spark_cluster_in_the_older_form_is_one_of_todays()
    {
        RequirePython();
        using var spark = new StandIn("spark-class", Spark);
        var project = await ProjectAsync("PATH", spark.SearchPath, "echo $SPARK_MASTER_HOST\n");
        var job = await project.Jobs.RunAsync(
            new StartJobRequest
            {
                Command = "job.sh",
                OnDemandSparkCluster = new()
                {
                    Environment = "Spark Cluster Environment",
                    ExecutorCount = 2,
                    ExecutorStorage = StorageSize.GiB(1),
                },
            },
            cancellationToken: Ct
        );
        Assert.Equal(["127.0.0.1"], await OutputAsync(job.Id));
        Assert.Equal(3, spark.Calls.Count);
        Assert.Equal(
            ("Spark", 2, "small-k8s", "small-k8s", StorageSize.GiB(1)),
            (
                job.Cluster!.Type,
                job.Cluster.WorkerCount,
                job.Cluster.MasterHardwareTier,
                job.Cluster.WorkerHardwareTier,
                job.Cluster.WorkerStorage
            )
        );
    }

    private static ComputeCluster Cluster(string type) =>
        new()
        {
            Type = type,
            Environment = "Domino Standard Environment",
            MasterHardwareTier = "Small",
            WorkerHardwareTier = "Medium",
            WorkerCount = 2,
        };

    private static void RequirePython() =>
        Assert.SkipUnless(
            Machine.Has("python3") && Machine.Has("bash"),
            "The programs that stand in are written in Python, and the job in bash."
        );

    private async Task<ProjectClient> ProjectAsync(string variable, string value, string script)
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Variables.SetAsync(variable, value, Ct);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(script));
        await project.Files.UploadAsync(stream, "job.sh", cancellationToken: Ct);
        return project;
    }

    private async Task<List<string>> OutputAsync(string jobId) =>
        await domino
            .Client.Jobs.StreamLogsAsync(jobId, new LogOptions { Type = LogType.Stdout }, Ct)
            .Select(line => line.Text)
            .ToListAsync(Ct);

    [GeneratedRegex(@"(?<before>port |127\.0\.0\.1:)\d+")]
    private static partial Regex PortOfCall();

    [GeneratedRegex("--work-dir [^ ]*/")]
    private static partial Regex WorkFolder();
}
