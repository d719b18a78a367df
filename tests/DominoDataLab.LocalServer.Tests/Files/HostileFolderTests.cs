using System.Net;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Storage;

namespace DominoDataLab.LocalServer.Tests.Files;

/// <summary>
/// Jobs leave folders that ordinary calls cannot read or delete. The job ends, the rest of its results is kept, and the folder goes.
/// </summary>
public sealed class HostileFolderTests(LocalServerFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_whose_name_is_blank_is_named_and_left_out_alone()
    {
        Shell.RequireLinux();
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync("echo lost >' '; mkdir d; echo lost >'d/ '; echo lost >$'\\n'; echo kept >d/ok.txt\n");
        Assert.Equal("Succeeded", Status(job));
        Assert.Equal("kept\n", await project.ReadAsync("d/ok.txt"));
        var log = await LogAsync(job);
        Assert.Contains("' ' is not kept: a part is blank.", log);
        Assert.Contains("'d/ ' is not kept: a part is blank.", log);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("d/  ")]
    public async Task A_path_with_a_blank_part_is_refused(string path)
    {
        var project = await domino.Api.NewProjectAsync();
        using var content = new StringContent("x");
        using var reply = await project.PutAsync(path, content);
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Contains("a part is blank", await reply.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_deeper_than_a_path_can_be_is_named_and_removed()
    {
        Shell.RequireLinux();
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync(Shell.Deep + "echo kept >ok.txt\n");
        Assert.Equal("Succeeded", Status(job));
        Assert.Equal("kept\n", await project.ReadAsync("ok.txt"));
        Assert.Contains(
            await LogAsync(job),
            line =>
                line.StartsWith("'dddd", StringComparison.Ordinal)
                && line.Contains("is not kept: its path is too long for this system", StringComparison.Ordinal)
        );
        var problem = job["abnormalStatus"]!;
        Assert.Equal("ResultsIncomplete", (string?)problem["runFailureReason"]);
        Assert.StartsWith("'dddd", (string?)problem["runFailureMessage"], StringComparison.Ordinal);
        Assert.EndsWith(
            "could not be kept: its path is too long for this system.",
            (string?)problem["runFailureMessage"],
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(WorkFolder(job)));
    }

    [Fact]
    public async Task A_deep_folder_that_a_dead_server_left_is_removed_at_the_next_start()
    {
        Shell.RequireLinux();
        var place = Directory.CreateTempSubdirectory();
        try
        {
            var options = new LocalDominoOptions { DataFolder = place.FullName, MaxConcurrentJobs = 1 };
            await using (await LocalDomino.StartAsync(options, Ct)) { }

            var left = Path.Combine(place.FullName, "work", "0123456789abcdef01234567");
            Directory.CreateDirectory(left);
            await Shell.RunAsync(left, Shell.Deep + Shell.Latin1 + "mkdir locked && echo x >locked/x && chmod 0 locked\n");
            await using var server = await LocalDomino.StartAsync(options, Ct);
            using var api = new TestApi(server);
            Assert.Equal("Succeeded", Status(await (await api.NewProjectAsync()).RunAsync("true\n")));
            Assert.False(Directory.Exists(left));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_thousand_nested_folders_are_removed()
    {
        Shell.RequireLinux();
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync("for i in $(seq 1000); do mkdir 0123456789 && cd 0123456789 || exit 1; done\n");
        Assert.Equal("Succeeded", Status(job));
        Assert.False(Directory.Exists(WorkFolder(job)));
    }

    [Fact]
    public async Task A_name_that_is_not_UTF_8_is_named_and_left_out()
    {
        Shell.RequireLinux();
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync(
            Shell.Latin1
                + "mkdir sub; cd sub\n"
                + Shell.Latin1
                + "mkdir \"$(printf '\\377')\"; echo x >\"$(printf '\\377')/in\"; cd ..; echo kept >ok.txt\n"
        );
        Assert.Equal("Succeeded", Status(job));
        Assert.Equal("kept\n", await project.ReadAsync("ok.txt"));
        Assert.DoesNotContain(await project.FilesAsync(), path => path.Contains("caf", StringComparison.Ordinal));
        var log = await LogAsync(job);
        foreach (var name in (string[])[@"caf\xE9.txt", @"sub/caf\xE9.txt", @"sub/\xFF"])
        {
            Assert.Contains(log, line => line == $"'{name}' is not kept: its name is not valid UTF-8.");
        }

        Assert.False(Directory.Exists(WorkFolder(job)));
    }

    [Theory]
    [InlineData("caf%E9.txt")]
    [InlineData("folder%FF/x.txt")]
    [InlineData("half%ED%A0%80.txt")]
    [InlineData("cut%C3")]
    public async Task An_upload_to_a_path_that_is_not_UTF_8_is_refused(string path)
    {
        var project = await domino.Api.NewProjectAsync();
        using var body = new StringContent("x");
        using var reply = await domino.Api.Http.PutAsync(new Uri($"{project.Path}/{path}", UriKind.Relative), body, Ct);
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(reply.StatusCode == HttpStatusCode.BadRequest, text);
        Assert.Contains("not valid UTF-8", text, StringComparison.Ordinal);
        Assert.Equal([".dominoignore"], await project.FilesAsync());
    }

    [Fact]
    public async Task A_path_with_half_a_character_is_refused()
    {
        var project = await domino.Api.NewProjectAsync();
        using var body = new StringContent(
            $$"""{"ownerUsername":"{{domino.Server.UserName}}","projectName":"{{project.Name}}","pathToRemove":"a\ud800b"}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var reply = await domino.Api.Http.PostAsync(new Uri("/v4/files/removeFile", UriKind.Relative), body, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task A_path_that_fits_no_work_folder_is_left_out_and_stays_in_the_project()
    {
        Shell.RequireLinux();
        var project = await domino.Api.NewProjectAsync();
        var path = string.Join('/', Enumerable.Repeat(new string('d', 100), 40)) + "/last.txt";
        await project.PutAsync(path, "deep");
        var job = await project.RunAsync("echo kept >ok.txt\n");
        Assert.Equal("Succeeded", Status(job));
        Assert.Equal("deep", await project.ReadAsync(path));
        Assert.Contains(
            await domino.Api.LogAsync(job["id"]!.GetValue<string>(), "prepareoutput"),
            line => line == $"'{path}' is not checked out: its path is too long for this system."
        );
    }

    [Fact]
    public async Task A_file_that_became_a_folder_or_the_reverse_was_changed_by_the_job_alone()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("file", "base");
        await project.PutAsync("folder/a", "base");
        await project.PutAsync("folder/sub/b", "base");
        var job = await project.RunAsync("rm file; mkdir file; echo x >file/x; rm -r folder; echo y >folder\n");
        Assert.Equal([".dominoignore", "file/x", "folder", "job.sh", "results/stdout.txt"], await project.FilesAsync());
        Assert.DoesNotContain(await LogAsync(job), line => line.Contains("another user", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_others_changed_where_the_job_swapped_a_file_and_a_folder_is_named()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("file", "base");
        await project.PutAsync("folder/a", "base");
        await project.PutAsync(
            "job.sh",
            "echo ready\ntrap 'rm file; mkdir file; echo x >file/x; rm -r folder; echo y >folder; exit 0' TERM\nwhile :; do sleep 0.05; "
                + "done\n"
        );
        var id = await project.StartAsync("job.sh");
        await domino.Api.LineAsync(id, "ready");
        await project.PutAsync("file", "upload");
        await project.PutAsync("folder/a", "upload");
        await project.PutAsync("folder/new", "upload");
        var uploaded = await project.HeadAsync();
        await project.StopAsync(id);
        await domino.Api.EndOfAsync(id);
        Assert.Equal([".dominoignore", "file/x", "folder", "job.sh", "results/stdout.txt"], await project.FilesAsync());
        var log = await domino.Api.LogAsync(id, "prepareoutput");
        foreach (var name in (string[])["file", "folder"])
        {
            Assert.Contains(
                log,
                line =>
                    line.StartsWith($"'{name}' was changed by the job and by another user", StringComparison.Ordinal)
                    && line.Contains(uploaded, StringComparison.Ordinal)
            );
        }

        Assert.DoesNotContain(log, line => line.Contains("it stays", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_git_folder_takes_one_line_of_the_log()
    {
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync(
            "mkdir -p sub/.git/objects; for i in $(seq 50); do echo $i >sub/.git/objects/$i; done; echo x >sub/kept\n"
        );
        Assert.Single(await LogAsync(job), line => line.Contains(".git", StringComparison.Ordinal));
        Assert.Contains("sub/kept", await project.FilesAsync());
    }

    private static string Status(JsonNode job) => job["statuses"]!["executionStatus"]!.GetValue<string>();

    private Task<List<string>> LogAsync(JsonNode job) => domino.Api.LogAsync(job["id"]!.GetValue<string>(), "prepareoutput");

    private string WorkFolder(JsonNode job) => Path.Combine(domino.Server.DataFolder, "work", job["id"]!.GetValue<string>());
}
