using System.Collections.Concurrent;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Tests.Files;

public sealed class ResultsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_results_of_a_job_are_what_it_added_or_changed_and_come_down_in_their_folders()
    {
        var (project, job) = await RunAsync(
            "mkdir -p out/deep; printf new > out/deep/a.csv; printf more > b.csv; printf text > out/c.txt; printf changed > kept.txt"
        );
        await project.Files.UploadAsync([1], "later.csv", cancellationToken: Ct);
        Assert.Equal(
            ["b.csv", "kept.txt", "out/c.txt", "out/deep/a.csv"],
            (await project.Results.ListAsync(job, Ct).ToListAsync(Ct))
                .Select(file => file.Path)
                .Except(["results/stdout.txt"])
                .Order(StringComparer.Ordinal)
        );

        using var folder = new Folder();
        Assert.Equal(["b.csv", "out/deep/a.csv"], await DownloadAsync("*.csv"));
        Assert.Equal(["b.csv", "out/deep/a.csv"], folder.Files);
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out", "deep", "a.csv"), Ct));
        Assert.Equal(["out/c.txt"], await DownloadAsync("out/*"));
        Assert.Equal(["out/c.txt", "out/deep/a.csv"], await DownloadAsync("/out/**"));
        Assert.Empty(await DownloadAsync("?.CSV"));
        var below = await project.Results.DownloadAllAsync(job, folder.Path, new() { Folder = "out/deep" }, Ct);
        Assert.Equal((0, 1), (below.FilesTransferred, below.FilesSkipped));
        var kept = await project.Results.DownloadAsync(job, "kept.txt", Path.Combine(folder.Path, "kept"), null, Ct);
        Assert.Equal((1, 7), (kept.FilesTransferred, kept.BytesTransferred));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            project.Results.DownloadAllAsync(job, folder.Path, new() { CommitId = job.OutputCommitId }, Ct)
        );

        async Task<IEnumerable<string>> DownloadAsync(string pattern)
        {
            var files = new ConcurrentBag<TransferredFile>();
            var options = new ProjectDownloadOptions { Include = [pattern], FileCompleted = files.Add };
            var result = await project.Results.DownloadAllAsync(job, folder.Path, options, Ct);
            Assert.Equal(files.Count, result.FilesTransferred + result.FilesSkipped);
            return files.Select(file => file.Path).Order(StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_a_job_did_not_change_is_read_as_the_job_saw_it_and_not_from_the_newest_commit()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v4/jobs/a00000000000000000000001",
            RecordedEndpoint.Job("Succeeded", isCompleted: true, more: ""","commitDetails":{"inputCommitId":"c1"}""")
        );
        server.Answer($"GET /api/projects/v1/projects/{RecordedEndpoint.ProjectId}/files/c1/kept.txt/content", "as it was");
        using var client = server.Connect();
        var project = client.Project("ada/p");
        var job = await client.Jobs.GetAsync("a00000000000000000000001", Ct);
        Assert.Empty(await project.Results.ListAsync(job, Ct).ToListAsync(Ct));
        using var reader = new StreamReader(await project.Results.OpenReadAsync(job, "kept.txt", Ct));
        Assert.Equal("as it was", await reader.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task A_job_that_has_not_ended_or_is_of_another_project_has_no_results_here()
    {
        var (project, job) = await RunAsync("true");
        var running = job with { Statuses = new JobStatuses { ExecutionStatus = JobStatus.Running } };
        await Assert.ThrowsAsync<ArgumentException>(() => project.Results.ListAsync(running, Ct).ToListAsync(Ct).AsTask());
        var other = await domino.NewProjectAsync(Ct);
        await Assert.ThrowsAsync<ArgumentException>(() => other.Results.OpenReadAsync(job, "kept.txt", Ct));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a//b")]
    public async Task A_name_that_leads_out_of_the_folder_is_refused_and_nothing_is_written(string name)
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v4/jobs/a00000000000000000000001",
            RecordedEndpoint.Job("Succeeded", isCompleted: true, more: ""","commitDetails":{"inputCommitId":"c1","outputCommitId":"c2"}""")
        );
        server.Answer("GET /v1/projects/ada/p/files/c1/", """{"data":[]}""");
        server.Answer(
            "GET /v1/projects/ada/p/files/c2/",
            $$"""{"data":[{"path":"a.txt","key":"k","size":1},{"path":"{{name}}","key":"k","size":1}]}"""
        );
        using var client = server.Connect();
        using var folder = new Folder();
        var job = await client.Jobs.GetAsync("a00000000000000000000001", Ct);
        var error = await Assert.ThrowsAsync<DominoException>(() =>
            client.Project("ada/p").Results.DownloadAllAsync(job, folder.Path, cancellationToken: Ct)
        );
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task A_file_of_another_size_than_listed_is_not_written()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v4/jobs/a00000000000000000000001",
            RecordedEndpoint.Job("Succeeded", isCompleted: true, more: ""","commitDetails":{"inputCommitId":"c1","outputCommitId":"c2"}""")
        );
        server.Answer("GET /v1/projects/ada/p/files/c1/", """{"data":[]}""");
        server.Answer("GET /v1/projects/ada/p/files/c2/", """{"data":[{"path":"a.txt","key":"k","size":100}]}""");
        server.Answer($"GET /api/projects/v1/projects/{RecordedEndpoint.ProjectId}/files/c2/a.txt/content", "short");
        using var client = server.Connect();
        using var folder = new Folder();
        var job = await client.Jobs.GetAsync("a00000000000000000000001", Ct);
        await Assert.ThrowsAnyAsync<DominoException>(() =>
            client.Project("ada/p").Results.DownloadAllAsync(job, folder.Path, cancellationToken: Ct)
        );
        Assert.Empty(folder.Files);
    }

    private async Task<(ProjectClient Project, Job Job)> RunAsync(string script)
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.UploadTextAsync("first", "kept.txt", cancellationToken: Ct);
        await project.Files.UploadTextAsync(script + "\n", "job.sh", cancellationToken: Ct);
        return (project, await project.Jobs.RunAsync(new StartJobRequest { Command = "job.sh" }, null, Ct));
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

        public string Path => _folder.FullName;

        public IEnumerable<string> Files =>
            Directory
                .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
