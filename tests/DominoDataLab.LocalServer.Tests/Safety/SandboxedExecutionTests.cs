using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Execution;

namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>A server that runs all executions in a sandbox, where everything else is as without one.</summary>
public sealed class SandboxedServerFixture : LocalServerFixture
{
    protected override bool CanStart => SandboxFixture.Exists;

    protected override LocalDominoOptions Options => base.Options with { Sandbox = SandboxMode.Require };
}

/// <summary>Commands end, are stopped and are bound by their tiers as without a sandbox.</summary>
public sealed class SandboxedProcessTests(SandboxedServerFixture domino) : ProcessTests(domino), IClassFixture<SandboxedServerFixture>;

/// <summary>Apps and functions of models run in a sandbox.</summary>
public sealed class SandboxedPreparationTests(SandboxedServerFixture domino)
    : SharedPreparationTests(domino),
        IClassFixture<SandboxedServerFixture>;

/// <summary>What honest jobs need works in a sandbox.</summary>
public sealed class SandboxedExecutionTests(SandboxedServerFixture domino)
    : SandboxedExecutions(domino),
        IClassFixture<SandboxedServerFixture>;

/// <summary>What honest jobs need.</summary>
public abstract class SandboxedExecutions(LocalServerFixture domino)
{
    [Fact]
    public async Task An_exit_code_above_128_is_no_signal()
    {
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync("exit 139\n");
        Assert.Equal("ExitCode", (string?)job["abnormalStatus"]!["runFailureReason"]);
        Assert.Contains("exit code 139", (string?)job["abnormalStatus"]!["runFailureMessage"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Dask",
        "import os; from distributed import Client; c = Client(f\"{os.environ['DASK_SCHEDULER_SERVICE_HOST']}:"
            + "{os.environ['DASK_SCHEDULER_SERVICE_PORT']}\"); print(c.submit(sum, [1, 2]).result())",
        "dask",
        "3"
    )]
    [InlineData(
        "MPI",
        "import subprocess; print(subprocess.run(['mpirun', 'sh', '-c', 'echo rank'], capture_output=True, text=True).stdout" + ".split())",
        "mpirun",
        "['rank', 'rank']"
    )]
    public async Task A_cluster_works(string type, string program, string needed, string result)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(place => File.Exists(Path.Combine(place, needed))),
            $"This machine has no {needed}."
        );
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("cluster.py", program);
        await project.PutAsync("job.sh", "/usr/bin/python3 cluster.py\n");
        var environment = await domino.Api.NewEnvironmentAsync("", "");
        var started = await domino.Api.PostAsync(
            "/v4/jobs/start",
            new()
            {
                ["projectId"] = project.Id,
                ["commandToRun"] = "job.sh",
                ["computeClusterProperties"] = new JsonObject
                {
                    ["clusterType"] = type,
                    ["computeEnvironmentId"] = environment,
                    ["masterHardwareTierId"] = new JsonObject { ["value"] = "small" },
                    ["workerHardwareTierId"] = new JsonObject { ["value"] = "small" },
                    ["workerCount"] = 2,
                },
            }
        );
        var id = (string)started["id"]!;
        var job = await domino.Api.EndOfAsync(id);
        Assert.True((string?)job["statuses"]!["executionStatus"] == "Succeeded", string.Join('\n', await domino.Api.LogAsync(id)));
        Assert.Equal(result, (await domino.Api.LogAsync(id, "stdout"))[^1]);
    }

    [Fact]
    public async Task A_program_in_C_sharp_runs()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("hello.cs", "System.Console.WriteLine($\"hello {args[0]}\");\n");
        var id = await project.StartAsync("hello.cs world");
        var job = await domino.Api.EndOfAsync(id);
        Assert.True((string?)job["statuses"]!["executionStatus"] == "Succeeded", string.Join('\n', await domino.Api.LogAsync(id)));
        Assert.Equal("hello world", (await domino.Api.LogAsync(id, "stdout"))[^1]);
    }

    [Fact]
    public async Task A_snapshot_is_read_and_cannot_be_changed()
    {
        var project = await domino.Api.NewProjectAsync();
        const string Write = "cd $DOMINO_DATASETS_DIR/local/* && echo mine >mine.txt && cat mine.txt\n";
        Assert.Equal(["mine"], await domino.Api.LogAsync((string)(await project.RunAsync(Write))["id"]!, "stdout"));
        var dataset = (string)
            (await domino.Api.GetAsync($"/v4/datasetrw/datasets-v2?projectIdsToInclude={project.Id}"))[0]!["datasetRwDto"]!["id"]!;
        var snapshot = (string)
            (
                await domino.Api.PostAsync(
                    "/v4/datasetrw/snapshot",
                    new JsonObject { ["datasetId"] = dataset, ["relativeFilePaths"] = new JsonArray() }
                )
            )["id"]!;
        await Eventually.HoldsAsync(
            async () =>
                (string?)(await domino.Api.GetAsync($"/v4/datasetrw/snapshot/{snapshot}"))["snapshot"]!["lifecycleStatus"] == "Active",
            "the snapshot to become active"
        );
        var job = await project.RunAsync(
            """
            cd $DOMINO_DATASETS_DIR/snapshots/*/1
            cat mine.txt
            for change in "echo x >>mine.txt" "rm -f mine.txt" "touch new.txt" "mv mine.txt other.txt" "chmod 777 mine.txt"; do
              sh -c "$change" 2>/dev/null && echo "changed: $change"
            done
            cat mine.txt
            """
        );
        Assert.Equal(["mine", "mine"], await domino.Api.LogAsync((string)job["id"]!, "stdout"));
    }

    [Fact]
    public async Task Packages_of_a_project_are_installed()
    {
        await RequirementsTests.NeedPipAsync();
        var project = await domino.Api.NewProjectAsync();
        using var wheel = new ByteArrayContent(RequirementsTests.Wheel("hello"));
        using var stored = await project.PutAsync("wheels/greeting-1.0-py3-none-any.whl", wheel);
        await project.PutAsync("requirements.txt", "./wheels/greeting-1.0-py3-none-any.whl\n");
        await project.PutAsync("hello.py", "import greeting\nprint(greeting.word)\n");
        var id = await project.StartAsync("hello.py");
        var job = await domino.Api.EndOfAsync(id);
        Assert.True((string?)job["statuses"]!["executionStatus"] == "Succeeded", string.Join('\n', await domino.Api.LogAsync(id)));
        Assert.Equal(["hello"], await domino.Api.LogAsync(id, "stdoutstderr"));
    }
}
