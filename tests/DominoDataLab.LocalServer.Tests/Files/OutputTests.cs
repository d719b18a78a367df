using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Files;

public sealed class OutputTests(LocalServerFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changed_added_and_deleted_files_become_the_output_commit()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("stays.txt", "same");
        await project.PutAsync("changes.txt", "old");
        await project.PutAsync("goes.txt", "bye");
        var job = await project.RunAsync(
            "rm goes.txt\necho new >changes.txt\nmkdir -p deep/er empty kept\ntouch kept/.dominokeep\necho added >deep/er/file\n"
        );
        var output = Output(job)!;
        Assert.Equal(
            [".dominoignore", "changes.txt", "deep/er/file", "job.sh", "kept/.dominokeep", "results/stdout.txt", "stays.txt"],
            await project.FilesAsync(output)
        );
        Assert.Equal("new\n", await project.ReadAsync("changes.txt", output));
        Assert.Equal(output, await project.HeadAsync());
    }

    [Fact]
    public async Task Ignored_files_are_left_out_and_do_not_count_as_deleted()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("cache/old", "kept from before");
        await project.PutAsync(".dominoignore", "# remark\n*.tmp\n  cache/ \r\n./build\n/logs\nwhat?.txt\n[ab].txt\na*b*c\n");
        var job = await project.RunAsync(
            """
            rm cache/old
            mkdir -p cache/new build/x logs sub/cache sub/build
            touch cache/new/1 build/x/2 logs/3 4.tmp sub/5.tmp sub/cache/in sub/build/in whats.txt 'what?.txt' a.txt '[ab].txt' \
              a1b2c a1b2c3 dominoignore
            mkdir -p .git; touch .git/in
            """
        );
        Assert.Equal(
            [
                ".dominoignore",
                "a.txt",
                "a1b2c3",
                "cache/old",
                "dominoignore",
                "job.sh",
                "results/stdout.txt",
                "sub/build/in",
                "sub/cache/in",
                "whats.txt",
            ],
            await project.FilesAsync(Output(job))
        );
    }

    [Fact]
    public async Task Any_name_that_a_file_system_allows_is_kept_and_comes_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux allows all of these names.");
        var project = await domino.Api.NewProjectAsync();
        string[] names =
        [
            "a b",
            "a#b",
            "a%20b",
            "a%b",
            "new\nline",
            "back\\slash",
            "🐙",
            "Case",
            "case",
            "-dash",
            "qu'o\"te",
            new string('n', 255),
            "q?s=1&x",
            "semi;colon",
            " lead",
        ];
        var script = string.Concat(
            names.Select(name =>
                $"printf %s '{name.Replace("'", "'\\''", StringComparison.Ordinal)}' "
                + $">'./{name.Replace("'", "'\\''", StringComparison.Ordinal)}'\n"
            )
        );
        var job = await project.RunAsync(script);
        foreach (var name in names)
        {
            Assert.Equal(name, await project.ReadAsync(name, Output(job)));
        }

        // And checked out again, they are the same for the next job.
        job = await project.RunAsync(
            "for f in *; do [ \"$f\" = job.sh ] || [ \"$f\" = results ] || [ \"$(cat -- \"./$f\")\" = \"$f\" ] || echo \"wrong: $f\"; "
                + "done\nls | wc -l\n"
        );
        Assert.Equal([$"{names.Length + 3}"], await domino.Api.LogAsync(job["id"]!.GetValue<string>(), "stdout"));
    }

    [Fact]
    public async Task Links_pipes_and_what_can_not_be_kept_are_named_and_fail_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo and links.");
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("was.txt", "content");
        await project.PutAsync("folder/was.txt", "content");
        var job = await project.RunAsync(
            """
            ln -s /etc/passwd secret
            ln -s . loop
            rm was.txt; ln -s /etc/passwd was.txt
            rm -r folder; ln -s /etc folder
            mkfifo pipe
            mkdir git~1; echo x >git~1/config
            echo ok >ok.txt
            """
        );
        Assert.Equal("Succeeded", job["statuses"]!["executionStatus"]!.GetValue<string>());
        Assert.Equal(
            [".dominoignore", "folder/was.txt", "job.sh", "ok.txt", "results/stdout.txt", "was.txt"],
            await project.FilesAsync(Output(job))
        );
        Assert.Equal("content", await project.ReadAsync("was.txt"));
        var log = await domino.Api.LogAsync(job["id"]!.GetValue<string>(), "prepareoutput");
        foreach (var name in (string[])["secret", "loop", "was.txt", "folder", "pipe", "git~1/config"])
        {
            Assert.Contains(log, line => line.StartsWith($"'{name}' is not kept", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_console_is_never_written_through_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs links.");
        var project = await domino.Api.NewProjectAsync();
        var outside = Directory.CreateTempSubdirectory();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "stdout.txt"), "precious", Ct);
            await project.RunAsync($"ln -s '{outside.FullName}' results\necho x\n");
            Assert.Equal("precious", await File.ReadAllTextAsync(Path.Combine(outside.FullName, "stdout.txt"), Ct));
            var job = await project.RunAsync($"mkdir -p results; ln -s '{outside.FullName}/stdout.txt' results/stdout.txt\necho x\n");
            Assert.Equal("precious", await File.ReadAllTextAsync(Path.Combine(outside.FullName, "stdout.txt"), Ct));
            Assert.Equal("x\n", await project.ReadAsync("results/stdout.txt", Output(job)));
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_executable_bit_is_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such bit.");
        var project = await domino.Api.NewProjectAsync();
        var before = await project.RunAsync(
            "cp /bin/true tool; chmod +x tool; echo 'echo hi' >plain; mkdir bin; printf '#!/bin/sh\\n' >bin/s; chmod +x bin/s\n"
        );
        var job = await project.RunAsync("[ -x tool ] && [ ! -x plain ] && [ -x bin/s ] && ./tool && echo kept\n");
        Assert.Equal(["kept"], await domino.Api.LogAsync(job["id"]!.GetValue<string>(), "stdout"));
        await project.PutAsync("tool", "#!/bin/sh\necho again\n");
        job = await domino.Api.EndOfAsync(await project.StartAsync("tool"));
        Assert.Equal(["again"], await domino.Api.LogAsync(job["id"]!.GetValue<string>(), "stdout"));
        Assert.NotEqual(Output(before), Output(job));
    }

    [Fact]
    public async Task A_job_that_changes_nothing_has_no_new_commit_but_its_run_names_one()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("job.sh", "#!/bin/sh\necho same\n");
        var first = await domino.Api.EndOfAsync(await project.StartAsync("job.sh"));
        Assert.NotNull(Output(first));
        var second = await domino.Api.EndOfAsync(await project.StartAsync("job.sh"));
        Assert.Null(Output(second));
        Assert.Equal(Output(first), await project.HeadAsync());
        var run = await domino.Api.GetAsync($"{project.Path}/runs/{second["id"]}");
        Assert.Equal(Output(first), run["outputCommitId"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_uploaded_while_the_job_ran_is_never_lost()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("both.txt", "base");
        await project.PutAsync("removed.txt", "base");
        await project.PutAsync(
            "job.sh",
            "echo ready\ntrap 'echo job >both.txt; rm removed.txt; mkdir clash; echo x >clash/file; exit 0' TERM\nwhile :; do sleep 0.05; "
                + "done\n"
        );
        var id = await project.StartAsync("job.sh");
        await domino.Api.LineAsync(id, "ready");
        await project.PutAsync("both.txt", "upload");
        await project.PutAsync("removed.txt", "upload");
        await project.PutAsync("clash", "upload");
        await project.PutAsync("new.txt", "upload");
        var uploaded = await project.HeadAsync();
        await project.StopAsync(id);
        var job = await domino.Api.EndOfAsync(id);
        Assert.Equal("job\n", await project.ReadAsync("both.txt"));
        Assert.Equal("upload", await project.ReadAsync("removed.txt"));
        Assert.Equal("upload", await project.ReadAsync("new.txt"));
        Assert.Equal("x\n", await project.ReadAsync("clash/file"));
        Assert.Equal([Output(job)!, uploaded], (await project.CommitsAsync())[..2]);
        Assert.Equal("upload", await project.ReadAsync("both.txt", uploaded));
        var log = await domino.Api.LogAsync(id, "prepareoutput");
        Assert.Contains(
            log,
            line =>
                line.StartsWith("'both.txt' was changed by the job and by another user", StringComparison.Ordinal)
                && line.Contains(uploaded, StringComparison.Ordinal)
        );
        Assert.Contains(log, line => line.StartsWith("'clash' was changed by the job and by another user", StringComparison.Ordinal));
        Assert.Contains(log, line => line.StartsWith("'removed.txt' was removed by the job and changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Jobs_that_end_at_once_all_keep_their_results()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("job.sh", "#!/bin/sh\nmkdir -p out\necho $1 >out/$1\n");
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => project.StartAsync($"job.sh {i}")));
        foreach (var id in ids)
        {
            await domino.Api.EndOfAsync(id);
        }

        Assert.Equal(12, (await project.FilesAsync()).Count(path => path.StartsWith("out/", StringComparison.Ordinal)));
    }

    private static string? Output(JsonNode job) => job["commitDetails"]!["outputCommitId"]?.GetValue<string>();
}
