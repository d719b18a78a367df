using System.Diagnostics;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>The sample DAGs on an installed Airflow.</summary>
public sealed class RealAirflowTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_DAGs_succeed()
    {
        Assert.SkipUnless(RealAirflow.IsInstalled, "Needs Airflow 3.3: AIRFLOW_HOME is not set, or 'airflow' is not on the path.");
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada" }, Ct);
        await using var airflow = new RealAirflow();
        Directory.CreateDirectory(airflow.Bundles);
        await PublishAsync("samples/airflow/etl", airflow.Bundles);
        await PublishAsync("src/DominoDataLab.Airflow.Bundle", airflow.Bundles);
        await airflow.StartAsync(Path.Combine(Repository.Root, "samples/airflow"), Ct);

        var etl = await airflow.RunDagAsync("etl", "{}", Ct);
        Assert.All(etl, task => Assert.True(task.Value == "success", $"{task.Key} is {task.Value}."));

        var conf = new JsonObject
        {
            ["project"] = "ada/quick-start",
            ["command"] = new JsonArray("sh", "-c", "echo hello"),
            ["startup_delay"] = 0,
            ["host"] = server.Address.AbsoluteUri,
            ["api_key"] = server.ApiKey,
        };
        var job = await airflow.RunDagAsync("domino_job", conf.ToJsonString(), Ct);
        Assert.All(job, task => Assert.True(task.Value == "success", $"{task.Key} is {task.Value}."));
    }

    private static async Task PublishAsync(string project, string folder)
    {
        var output = Directory.CreateTempSubdirectory("airflow-publish-");
        using var process = Process.Start(
            "dotnet",
            ["publish", Path.Combine(Repository.Root, project), "--output", output.FullName, "-p:DebugType=none"]
        );
        await process.WaitForExitAsync(Ct);
        Assert.Equal(0, process.ExitCode);
        foreach (var file in output.EnumerateFiles().Where(file => file.Extension.Length == 0))
        {
            file.CopyTo(Path.Combine(folder, file.Name));
        }

        output.Delete(recursive: true);
    }
}
