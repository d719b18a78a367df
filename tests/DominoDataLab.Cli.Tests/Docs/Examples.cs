using System.Text;
using DominoDataLab.Client;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Budgets;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Metrics;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Runs;
using DominoDataLab.Client.ScheduledJobs;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

// The pages show the calls as a program writes them, without the test's token.
#pragma warning disable xUnit1051

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>The examples of the pages, run against the server.</summary>
public sealed class Examples(ToolFixture tool)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Connecting()
    {
        const string key = "a-key";

        // docs: connecting
        using var domino = new DominoClient(new DominoClientOptions { Host = "https://domino.example.com", ApiKey = key });
        Console.WriteLine(domino.DescribeCredential());
        // end
        Assert.DoesNotContain(key, domino.DescribeCredential().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_server()
    {
        // docs: local-server
        await using var server = await LocalDomino.StartAsync();
        using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var project = domino.Project($"{server.UserName}/quick-start");
        // end
        Assert.NotEmpty(await project.Files.ListAsync("", null, Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Telemetry()
    {
        // docs: telemetry
        using var traces = Sdk.CreateTracerProviderBuilder().AddSource("DominoDataLab.LocalServer").AddOtlpExporter().Build();
        using var metrics = Sdk.CreateMeterProviderBuilder().AddMeter("DominoDataLab.LocalServer").AddOtlpExporter().Build();
        await using var server = await LocalDomino.StartAsync();
        // end
        Assert.True(traces is not null && metrics is not null && server.Address.IsLoopback);
    }

    [Fact]
    public async Task Faults()
    {
        // docs: faults
        await using var server = await LocalDomino.StartAsync(new() { EnableFaults = true });
        using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        server.Faults.FailNext("GET /v4/users/self", count: 2, status: 503, retryAfter: TimeSpan.FromSeconds(1));
        var user = (await domino.Users.GetSelfAsync()).UserName; // the third request is answered
        // end
        Assert.Equal("domino", user);
    }

    [Fact]
    public async Task Projects()
    {
        var (domino, _) = await NewAsync();

        // docs: projects
        var user = (await domino.Users.GetSelfAsync()).UserName;
        var found = await domino.Projects.FindAsync(user, "sales");
        found ??= await domino.Projects.CreateAsync(new CreateProjectRequest { Name = "sales", Description = "Sales by region" });
        var project = domino.Project($"{user}/sales"); // or domino.Project(found.Id)
        // end
        Assert.Equal(found.Id, await project.GetIdAsync(Ct));
    }

    [Fact]
    public async Task Datasets()
    {
        var (_, project) = await NewAsync();

        // docs: datasets
        await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "prices", Description = "Of wheat, by day" });
        var snapshot = await project.Datasets.Snapshots.CreateAsync("prices");
        snapshot = await project.Datasets.Snapshots.WaitUntilActiveAsync(snapshot.Id, deadline: TimeSpan.FromMinutes(10));
        await project.Datasets.Snapshots.AddTagAsync("prices", snapshot.Id, "prod", moveIfExists: true);
        await foreach (var file in project.Datasets.Files.ListAsync("prices", snapshot: "prod"))
        {
            Console.WriteLine($"{file.Path} {file.SizeBytes}");
        }
        // end
        Assert.Equal(snapshot.Id, (await project.Datasets.GetDetailsAsync("prices", Ct)).Tags["prod"]);
    }

    [Fact]
    public async Task Budgets()
    {
        // A server of its own: the mode is for all its projects.
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var project = domino.Project($"{server.UserName}/quick-start");
        const string modelId = "0123456789abcdef01234567";

        // docs: budgets
        await domino.Budgets.UpdateDefaultAsync(BudgetLabel.Project, 500.00m);
        await domino.Budgets.CreateOverrideAsync(BudgetLabel.Project, await project.GetIdAsync(), 2_000m);
        await domino.Budgets.UpdateAlertSettingsAsync(alertsEnabled: true);

        await domino.BillingTags.CreateAsync(["research", "production"]);
        await domino.BillingTags.UpdateModeAsync(BillingTagMode.Required);
        await project.BillingTag.SetAsync("research");
        await foreach (var untagged in domino.BillingTags.ListProjectsAsync(new() { MissingTagOnly = true }))
        {
            Console.WriteLine(untagged.Name);
        }

        await domino.Metrics.LogAsync(new MetricValue { ModelMonitoringId = modelId, Metric = "auc", Value = 0.91, Timestamp = DateTimeOffset.UtcNow });
        await domino.Metrics.TriggerAlertAsync(modelId, "auc", 0.42, MetricTargetRange.GreaterThanEqual(0.8), "after the last retraining");
        // end
        Assert.Equal("research", await project.BillingTag.GetAsync(Ct));
    }

    [Fact]
    public async Task Files()
    {
        var (_, project) = await NewAsync();
        using var folder = new TemporaryFolder();
        var localPath = folder.Write("sales.csv", "region,amount\nnorth,1\n");

        // docs: files
        await project.Files.UploadAsync("data/sales.csv", localPath);
        await foreach (var file in project.Files.ListAsync("data"))
        {
            Console.WriteLine($"{file.Path}: {file.SizeBytes} bytes, blob {file.Key}");
        }

        var head = await project.Files.GetHeadAsync();
        await project.Files.DownloadAsync("data/sales.csv", localPath, commitId: head);
        // end
        Assert.Equal("region,amount\nnorth,1\n", await File.ReadAllTextAsync(localPath, Ct));
    }

    [Fact]
    public async Task Many_files()
    {
        var (_, project) = await NewAsync();
        using var temporary = new TemporaryFolder();
        var (folder, copy) = (temporary.Path, temporary.Combine("copy"));
        temporary.Write("draft.md", "# Sales");
        temporary.Write("old.csv", "1");

        // docs: many-files
        await project.Files.UploadAllAsync(folder, new() { Folder = "reports", Exclude = ["*.tmp"] });
        await project.Files.DownloadAllAsync(copy, new() { Include = ["reports/**"] });
        await project.Files.MoveAsync("reports/draft.md", "reports/final.md");
        await project.Files.DeleteAsync(["reports/old.csv"]);
        // end
        Assert.Equal("# Sales", await File.ReadAllTextAsync(Path.Combine(copy, "reports", "draft.md"), Ct));
        Assert.Equal(["reports/final.md"], (await project.Files.ListAsync("reports", null, Ct).ToListAsync(Ct)).Select(file => file.Path));
    }

    [Fact]
    public void Ignored()
    {
        using var temporary = new TemporaryFolder();
        var folder = temporary.Path;
        temporary.Write(".dominoignore", "# not for the project\nraw/\n");

        // docs: ignored
        var ignore = DominoIgnore.Read(folder);
        Console.WriteLine(ignore.Explain("raw/2024.csv")); // line 2 of .dominoignore: raw
        // end
        Assert.Equal("line 2 of .dominoignore: raw", ignore.Explain("raw/2024.csv")?.ToString());
    }

    [Fact]
    public async Task Jobs()
    {
        var (domino, project) = await NewAsync();
        using var script = new MemoryStream(Encoding.UTF8.GetBytes("echo \"$1\"; mkdir -p results; echo \"$1\" > results/out.txt\n"));
        await project.Files.UploadAsync("train.sh", script, Ct);
        var text = new StringWriter();

        // docs: jobs
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "train.sh 10", Title = "First try", HardwareTier = "Small" });
        await foreach (var line in domino.Jobs.StreamLogsAsync(job.Id))
        {
            text.WriteLine($"{line.Type}: {line.Text}");
        }

        job = await domino.Jobs.WaitForSuccessAsync(job.Id);
        var results = await project.Files.ListAsync("results", job.OutputCommitId).ToListAsync();
        // end
        Assert.Contains("stdout: 10", text.ToString(), StringComparison.Ordinal);
        Assert.Contains(results, file => file.Path == "results/out.txt");
    }

    [Fact]
    public async Task Clusters()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, "mpirun"))), "Needs Open MPI (Debian's openmpi-bin), which CI installs.");
        var (domino, project) = await NewAsync();
        using var script = new MemoryStream(Encoding.UTF8.GetBytes("print('trained')\n"));
        await project.Files.UploadAsync("train.py", script, Ct);

        // docs: clusters
        var job = await project.Jobs.RunAsync(new StartJobRequest
        {
            Command = "mpirun python3 train.py",
            Cluster = new ComputeCluster { Type = "MPI", Environment = "Domino Standard Environment", WorkerHardwareTier = "Medium", WorkerCount = 3 },
        });
        // end
        Assert.Equal(3, await domino.Jobs.StreamLogsAsync(job.Id, new LogOptions { Type = LogType.Stdout }, Ct).CountAsync(line => line.Text == "trained", Ct));
    }

    [Fact]
    public async Task Runs()
    {
        var (domino, project) = await NewAsync();
        using var script = new MemoryStream(Encoding.UTF8.GetBytes("seq $1\n"));
        await project.Files.UploadAsync("count.sh", script, Ct);
        var text = new StringWriter();

        // docs: runs
        var runId = await project.Runs.StartAsync(new StartRunRequest { Command = ["count.sh", "3"], Title = "First try" });
        await domino.Jobs.WaitForSuccessAsync(runId);
        var log = await project.Runs.GetLogAsync(runId);
        text.Write(log.StdoutText);
        // end
        Assert.Equal("1\n2\n3", text.ToString().Trim());
    }

    [Fact]
    public async Task Job_notes()
    {
        var (domino, project) = await NewAsync();
        using var script = new MemoryStream(Encoding.UTF8.GetBytes("echo '{\"accuracy\": 0.9}' > dominostats.json\n"));
        await project.Files.UploadAsync("train.sh", script, Ct);
        var job = await project.Jobs.RunAsync(new StartJobRequest { Command = "train.sh" }, null, Ct);

        // docs: job-notes
        await domino.Jobs.RenameAsync(job.Id, "First try, again");
        await domino.Jobs.Tags.AddAsync(job.Id, "baseline");
        await domino.Jobs.Comments.AddAsync(job.Id, "Twice as fast as last week");
        var tagged = await project.Jobs.ListAsync(new JobQuery { Tag = "baseline" }).ToListAsync();
        var why = await domino.Jobs.ExplainAsync(job.Id);
        Console.WriteLine(why.QueueReason ?? why.FailureReason ?? $"{job.Status}; accuracy {job.FindStatistic("accuracy")?.Number}");
        // end
        Assert.Equal(("First try, again", 1), (Assert.Single(tagged).Title, tagged[0].CommentsCount));
        Assert.Equal(0.9, job.FindStatistic("accuracy")?.Number);
    }

    [Fact]
    public async Task Scheduled_jobs()
    {
        var (_, project) = await NewAsync();

        // docs: scheduled-jobs
        var nightly = await project.ScheduledJobs.CreateAsync(new CreateScheduledJobRequest
        {
            Title = "Nightly report",
            Command = "report.sh",
            Cron = "0 30 2 ? * MON-FRI",
            TimeZone = "Europe/Berlin",
        });
        foreach (var time in nightly.NextTimes(DateTimeOffset.UtcNow).Take(3))
        {
            Console.WriteLine(time);
        }

        await project.ScheduledJobs.PauseAsync(nightly.Id);
        await project.ScheduledJobs.ResumeAsync(nightly.Id);
        // end
        Assert.False((await project.ScheduledJobs.GetAsync(nightly.Id, Ct)).IsPaused);
    }

    [Fact]
    public async Task Hosting()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Domino:Host", tool.Server.Address.AbsoluteUri), new("Domino:ApiKey", tool.Server.ApiKey)]);

        // docs: hosting
        builder.Services.AddDomino(builder.Configuration.GetSection("Domino"));
        using var host = builder.Build();
        var domino = host.Services.GetRequiredService<DominoClient>();
        // end
        Assert.Equal("ada", (await domino.Users.GetSelfAsync(Ct)).UserName);
    }

    private async Task<(DominoClient Domino, ProjectClient Project)> NewAsync() => (tool.Client, tool.Client.Project(await tool.NewProjectAsync()));
}
