using DominoDataLab.Client.Files;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Files;

/// <summary>Names and links that are not what they seem, and servers that are not ours.</summary>
public sealed class SyncNameTests(DominoFixture domino)
{
    private static readonly string[] Names =
    [
        "a b",
        "#1",
        "100%25",
        "a+b",
        "ümlaut 🙂",
        "new\nline",
        "back\\slash",
        "tab\tand\rreturn",
        "-dash",
        "~",
        "quote\"'",
        new string('x', 255),
        "deep/" + new string('ü', 127) + "/?&=;",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_of_any_name_go_over_and_come_back()
    {
        using var here = new LocalCopy();
        using var there = new LocalCopy();
        foreach (var name in Names)
        {
            here.With(name, name);
        }

        var project = await domino.NewProjectAsync(Ct);
        var plan = await project.Files.PlanSyncAsync(here.Root, null, Ct);
        Assert.Equal(plan.Actions.Count, plan.ToString().TrimEnd('\n').Split('\n').Length);
        await project.Files.SyncAsync(plan, Ct);
        await project.Files.SyncAsync(there.Root, null, Ct);
        Assert.Equal([.. Names.Append(".dominoignore").Order(StringComparer.Ordinal)], there.Files);
        Assert.All(Names, name => Assert.Equal(name, there[name]));

        foreach (var name in Names)
        {
            File.Delete(there.At(name));
        }

        await project.Files.SyncAsync(there.Root, new() { Delete = true }, Ct);
        await project.Files.SyncAsync(here.Root, new() { Delete = true }, Ct);
        Assert.Equal([".dominoignore"], here.Files);
    }

    [Theory]
    [InlineData("../evil", "lead out")]
    [InlineData("a/../../evil", "lead out")]
    [InlineData("/etc/evil", "lead out")]
    [InlineData("a//b", "lead out")]
    [InlineData("link/evil", "is a symbolic link")]
    [InlineData("file/evil", "'file' is a file")]
    [InlineData("folder", "'folder' is a folder")]
    public async Task A_name_that_cannot_exist_on_this_machine_is_a_conflict_and_skipped_by_every_policy(string name, string why)
    {
        using var folder = new LocalCopy().With("file", "x").With("folder/inside", "x").With("link.txt", "x");
        Directory.CreateDirectory(Path.Combine(folder.Around, "outside"));
        await using var server = Server(new Dictionary<string, string> { [name] = "evil", ["fine"] = "fine" });
        using var client = server.Connect();
        var files = client.Project("ada/p").Files;
        var options = new SyncOptions { Direction = SyncDirection.Download };
        if (name.StartsWith("link", StringComparison.Ordinal))
        {
            // It appears after the plan was made: what is blind from the beginning is not even planned.
            var planned = await files.PlanSyncAsync(folder.Root, options, Ct);
            Directory.CreateSymbolicLink(folder.At("link"), Path.Combine(folder.Around, "outside"));
            var error = await Assert.ThrowsAsync<SyncFailedException>(() => files.SyncAsync(planned, Ct));
            Assert.Contains(why, Assert.Single(error.Failures).Error.Message, StringComparison.Ordinal);
        }
        else
        {
            var plan = await files.PlanSyncAsync(folder.Root, options, Ct);
            Assert.Contains(
                why,
                Assert.Single(plan.Actions, action => action.Kind == SyncActionKind.Conflict).Reason,
                StringComparison.Ordinal
            );
            await files.SyncAsync(folder.Root, options with { Conflicts = SyncConflictPolicy.KeepRemote }, Ct);
        }

        Assert.Equal("fine", folder["fine"]);
        Assert.Equal(
            ["fine", "file", "folder/inside", "link.txt"],
            folder.Files.OrderBy(file => file != "fine").ThenBy(file => file, StringComparer.Ordinal)
        );
        Assert.Empty(Directory.EnumerateFiles(folder.Around, "evil", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(".git/hooks/pre-commit")]
    [InlineData("sub/.GIT/config")]
    [InlineData(".domino/state.json")]
    [InlineData(".Domino/state.json")]
    public async Task What_would_steer_git_or_the_next_sync_is_never_fetched(string name)
    {
        using var folder = new LocalCopy();
        await using var server = Server(new Dictionary<string, string> { [name] = "evil" });
        using var client = server.Connect();
        Assert.Empty((await client.Project("ada/p").Files.PlanSyncAsync(folder.Root, null, Ct)).Actions);
    }

    [Fact]
    public async Task A_link_to_a_folder_is_not_followed_and_what_the_project_has_there_is_left_alone()
    {
        using var folder = new LocalCopy().With("data/a", "1").With("b", "1");
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        Directory.Move(folder.At("data"), Path.Combine(folder.Around, "outside"));
        Directory.CreateSymbolicLink(folder.At("data"), Path.Combine(folder.Around, "outside"));
        File.CreateSymbolicLink(folder.At("broken"), Path.Combine(folder.Around, "nowhere"));
        File.CreateSymbolicLink(folder.At("loop"), folder.At("loop"));
        var plan = await project.Files.PlanSyncAsync(folder.Root, new() { Delete = true }, Ct);
        Assert.Empty(plan.Actions);
        Assert.Equal(["'broken'", "'data'", "'loop'"], plan.Warnings.Select(warning => warning.Split(' ')[0]));
        await SyncTests.PutAsync(project, "data/a", "theirs");
        await project.Files.SyncAsync(folder.Root, new() { Delete = true }, Ct);
        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(folder.Around, "outside", "a"), Ct));
    }

    [Fact]
    public async Task A_link_to_a_file_is_read_as_the_file_and_neither_replaced_nor_written_through()
    {
        using var folder = new LocalCopy();
        var target = Path.Combine(folder.Around, "target");
        await File.WriteAllTextAsync(target, "1", Ct);
        File.CreateSymbolicLink(folder.At("link"), target);
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        Assert.Equal("1", await SyncTests.ReadAsync(project, "link"));
        await SyncTests.PutAsync(project, "link", "2");
        var error = await Assert.ThrowsAsync<SyncConflictException>(() => project.Files.SyncAsync(folder.Root, null, Ct));
        Assert.Contains("'link' is a symbolic link", error.Message, StringComparison.Ordinal);
        Assert.Equal((target, "1"), (new FileInfo(folder.At("link")).LinkTarget, await File.ReadAllTextAsync(target, Ct)));
    }

    [Fact]
    public async Task Names_that_are_one_where_case_does_not_count_are_named()
    {
        using var folder = new LocalCopy();

        // A second folder that differs in case only makes this file system look like one that ignores case.
        Directory.CreateDirectory(Path.Combine(folder.Around, "COPY"));
        await using var server = Server(
            new Dictionary<string, string>
            {
                ["Read.me"] = "1",
                ["read.me"] = "2",
                ["fine"] = "3",
            }
        );
        using var client = server.Connect();
        var files = client.Project("ada/p").Files;
        var conflict = Assert.Single((await files.PlanSyncAsync(folder.Root, null, Ct)).Actions, action => action.Path == "read.me");
        Assert.Equal(SyncActionKind.Conflict, conflict.Kind);
        Assert.Contains("Read.me", conflict.Reason, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<DominoException>(() => files.DownloadAllAsync(folder.Root, null, Ct));
        Assert.Contains("'Read.me' and 'read.me'", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task Keys_that_prove_nothing_are_settled_by_content()
    {
        using var folder = new LocalCopy().With("same", "1234").With("other", "1234").With("longer", "12345");
        await using var server = Server(
            new Dictionary<string, string>
            {
                ["same"] = "1234",
                ["other"] = "abcd",
                ["longer"] = "1234",
            }
        );
        using var client = server.Connect();
        var plan = await client.Project("ada/p").Files.PlanSyncAsync(folder.Root, null, Ct);
        Assert.Equal(["longer", "other"], plan.Actions.Select(action => action.Path));
        Assert.All(plan.Actions, action => Assert.Equal(SyncActionKind.Conflict, action.Kind));
        Assert.Equal(2, server.Requests.Count(request => request.Path.EndsWith("/content", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_sent_to_a_server_of_unknown_keys_is_known_again_by_content()
    {
        using var folder = new LocalCopy().With("a", "mine");
        await using var server = Server([]);
        server.Answer(
            "PUT /v1/projects/ada/p/a",
            _ =>
            {
                Serve(server, "c2", new Dictionary<string, string> { ["a"] = "mine" });
                return RawReply.Json("""{"path":"a","size":4,"lastModified":1700000000000}""", 201);
            }
        );
        using var client = server.Connect();
        var files = client.Project("ada/p").Files;
        Assert.Equal(1, (await files.SyncAsync(folder.Root, null, Ct)).Uploaded);
        var plan = await files.PlanSyncAsync(folder.Root, null, Ct);
        Assert.Empty(plan.Actions);
        await files.SyncAsync(plan, Ct);
        var asked = server.Requests.Count;
        Assert.Empty(await files.StatusAsync(folder.Root, Ct));
        Assert.DoesNotContain(server.Requests.Skip(asked), request => request.Path.EndsWith("/content", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_exceeds_the_usual_limits_is_said_beforehand()
    {
        using var folder = new LocalCopy();
        await using (var large = File.Create(folder.At("large")))
        {
            large.SetLength(8_000_000_001);
        }

        await using var server = Server(Enumerable.Range(0, 10_000).ToDictionary(i => $"f{i}", _ => "x"));
        using var client = server.Connect();
        var plan = await client.Project("ada/p").Files.PlanSyncAsync(folder.Root, new() { Direction = SyncDirection.Upload }, Ct);
        Assert.Equal(2, plan.Warnings.Count);
        Assert.Contains("10001 files", plan.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("'large' has 8000000001 bytes", plan.Warnings[1], StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task A_file_of_another_size_than_listed_is_not_written()
    {
        using var folder = new LocalCopy();
        await using var server = Server(new Dictionary<string, string> { ["a"] = "1234" });
        server.Answer($"GET /api/projects/v1/projects/{RecordedEndpoint.ProjectId}/files/c1/a/content", "short!!");
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<SyncFailedException>(() => client.Project("ada/p").Files.SyncAsync(folder.Root, null, Ct));
        Assert.Equal("a", Assert.Single(error.Failures).Action.Path);
        Assert.Empty(folder.Files);
    }

    /// <summary>A project with these files, whose keys say nothing about their content.</summary>
    private static RecordedEndpoint Server(Dictionary<string, string> files)
    {
        var server = new RecordedEndpoint();
        Serve(server, "c1", files);
        return server;
    }

    private static void Serve(RecordedEndpoint server, string commit, Dictionary<string, string> files)
    {
        server.Answer($"GET /v4/projects/{RecordedEndpoint.ProjectId}/commits/head", $$"""{"id":"{{commit}}","name":"c","commitTime":0}""");
        var rows = files.Select(
            (file, i) => $$"""{"path":"{{file.Key}}","key":"{{$"k{i}".PadRight(40, '0')}}","size":{{file.Value.Length}}}"""
        );
        server.Answer($"GET /v1/projects/ada/p/files/{commit}/", $$"""{"data":[{{string.Join(',', rows)}}]}""");
        foreach (var (path, content) in files.Take(100))
        {
            server.Answer(
                $"GET /api/projects/v1/projects/{RecordedEndpoint.ProjectId}/files/{commit}/{Uri.EscapeDataString(path)}/content",
                content
            );
        }
    }
}
