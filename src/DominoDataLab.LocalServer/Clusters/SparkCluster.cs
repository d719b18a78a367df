using System.Globalization;
using DominoDataLab.LocalServer.Execution;

namespace DominoDataLab.LocalServer.Clusters;

/// <summary>Spark, standalone: a master, and workers that register with it. Code that makes a session with no settings finds it.</summary>
internal static class SparkCluster
{
    private const string Defaults = "spark-defaults.conf";

    public static async Task StartAsync(Cluster cluster)
    {
        var spec = cluster.Spec;
        var home = Variable(cluster, "SPARK_HOME");
        var start =
            home is not null && Path.Combine(home, "bin", "spark-class") is var own && File.Exists(own)
                ? own
                : cluster.Program(
                    "spark-class",
                    "Apache Spark and set SPARK_HOME, or use PySpark's (python3 -m pip install pyspark); both need Java"
                );
        int port = Listener.FreePort(),
            page = Listener.FreePort();
        var master = $"spark://{Cluster.Host}:{port}";

        // Before a process of the cluster runs, which could put links into its folder.
        var settings = Configuration(cluster, home, master);
        await cluster.StartAsync(
            "master",
            spec.Master,
            start,
            "org.apache.spark.deploy.master.Master",
            "--host",
            Cluster.Host,
            "--port",
            Text(port),
            "--webui-port",
            Text(page)
        );
        await cluster.UntilAsync("the master", async () => await Cluster.AskAsync(page, "/json/") is not null);
        for (var number = 1; number <= spec.Workers; number++)
        {
            var name = $"worker-{number}";
            await cluster.StartAsync(
                name,
                spec.Worker,
                start,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                Cluster.Host,
                "--webui-port",
                "0",
                "--cores",
                Text(Math.Min(spec.Worker.Cores, Environment.ProcessorCount)),
                "--memory",
                Text((int)(spec.Worker.MemoryGiB * 1024)) + "M",
                "--work-dir",
                cluster.PathOf(name),
                master
            );
        }

        await cluster.UntilAsync(
            "all workers",
            async () => (await Cluster.AskAsync(page, "/json/"))?["aliveworkers"]?.GetValue<int>() >= spec.Workers
        );
        cluster.Variables["SPARK_MASTER_HOST"] = Cluster.Host;
        cluster.Variables["SPARK_MASTER_PORT"] = Text(port);
        cluster.Variables["SPARK_CONF_DIR"] = settings;
    }

    /// <summary>Gets a variable of the job or else of the server. An empty one counts as not set.</summary>
    private static string? Variable(Cluster cluster, string name) =>
        new[] { cluster.Variables.GetValueOrDefault(name), Environment.GetEnvironmentVariable(name) }.FirstOrDefault(value =>
            !string.IsNullOrWhiteSpace(value)
        );

    /// <summary>The settings that the machine's Spark has, and after them, where the later ones count, those of this cluster.</summary>
    private static string Configuration(Cluster cluster, string? home, string master)
    {
        var folder = cluster.PathOf("conf");
        Directory.CreateDirectory(folder);
        var machine = Variable(cluster, "SPARK_CONF_DIR") ?? (home is null ? null : Path.Combine(home, "conf"));
        if (Directory.Exists(machine))
        {
            foreach (var file in Directory.EnumerateFiles(machine))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }
        }

        IEnumerable<KeyValuePair<string, string>> settings =
        [
            .. cluster.Spec.Settings,
            new("spark.master", master),
            new("spark.executor.instances", Text(cluster.Spec.Workers)),
            new("spark.driver.host", Cluster.Host),
            new("spark.driver.bindAddress", Cluster.Host),
        ];
        File.AppendAllText(
            Path.Combine(folder, Defaults),
            "\n"
                + string.Concat(
                    settings.Select(setting => $"{setting.Key} {setting.Value.Replace("\\", "\\\\", StringComparison.Ordinal)}\n")
                )
        );
        return folder;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
