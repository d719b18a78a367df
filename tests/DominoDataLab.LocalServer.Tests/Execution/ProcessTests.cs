using System.Globalization;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Execution;

public class ProcessTests(LocalServerFixture domino)
{
    // A time that no other process sleeps for, so that the processes of a test are found wherever they went.
    private readonly string _long = "1000." + Random.Shared.NextInt64(1_000_000_000).ToString(CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("missing.py", "The file 'missing.py' was not found")]
    [InlineData("no-such-program --x", "The program 'no-such-program' was not found")]
    [InlineData("bin/nothing", "'bin/nothing' was not found")]
    [InlineData("data.csv", "'data.csv' is not executable")]
    [InlineData("folder/", "'folder/' is a folder")]
    [InlineData("tool", "interpreter '/no/such/interpreter'")]
    [InlineData("echo 'open", "not closed")]
    [InlineData("echo \\", "ends in a backslash")]
    public async Task A_command_that_can_not_start_is_an_error_that_says_why(string command, string reason)
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("data.csv", "1,2\n");
        await project.PutAsync("folder/x", "");
        await project.PutAsync("tool", "#!/no/such/interpreter\n");
        var job = await domino.Api.EndOfAsync(await project.StartAsync(command));
        Assert.Equal("Error", Status(job));
        Assert.Equal("CouldNotStart", job["abnormalStatus"]!["runFailureReason"]!.GetValue<string>());
        Assert.Contains(reason, Message(job), StringComparison.Ordinal);
        Assert.Contains(await domino.Api.LogAsync(Id(job), "prepareoutput"), line => line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_interpreter_says_what_to_install()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(place => File.Exists(Path.Combine(place, "Rscript"))),
            "This machine has R."
        );
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("fit.R", "print(1)\n");
        Assert.Contains(
            "Install R (https://www.r-project.org)",
            Message(await domino.Api.EndOfAsync(await project.StartAsync("fit.R"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Files_run_by_their_type_and_commands_run_unchanged()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("a b.sh", "printf '%s|' \"$@\"; [[ a == a ]] && echo bash\n");
        await project.PutAsync("tool", "#!/bin/sh\necho tool $1\n");
        Assert.Equal(["x y|z|bash"], await OutputAsync("'a b.sh' \"x y\" z"));
        Assert.Equal(["tool 1"], await OutputAsync("tool 1"));
        Assert.Equal(["$HOME *"], await OutputAsync("echo $HOME *"));
        var run = await domino.Api.PostAsync(
            project.Path + "/runs",
            new JsonObject
            {
                ["command"] = new JsonArray("echo one | tr o 0;", "echo two"),
                ["isDirect"] = true,
                ["commitId"] = null,
                ["title"] = null,
                ["tier"] = null,
                ["publishApiEndpoint"] = null,
            }
        );
        var id = run["runId"]!.GetValue<string>();
        await domino.Api.EndOfAsync(id);
        Assert.Equal(["0ne", "two"], await domino.Api.LogAsync(id, "stdout"));

        async Task<List<string>> OutputAsync(string command)
        {
            var job = await domino.Api.EndOfAsync(await project.StartAsync(command));
            Assert.Equal("Succeeded", Status(job));
            return await domino.Api.LogAsync(Id(job), "stdout");
        }
    }

    [Theory]
    [InlineData("exit 3", "ExitCode", "exit code 3")]
    [InlineData("kill -9 $$", "Signal", "killed by signal 9 (SIGKILL)")]
    [InlineData("kill -SEGV $$", "Signal", "killed by signal 11 (SIGSEGV)")]
    public async Task A_command_that_fails_says_how(string script, string reason, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are of Unix.");
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync(script + "\n");
        Assert.Equal(("Failed", reason), (Status(job), job["abnormalStatus"]!["runFailureReason"]!.GetValue<string>()));
        Assert.Contains(message, Message(job), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Children_that_outlive_the_command_do_not_hold_up_the_job()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs setsid.");
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync($"sleep {_long} &\n(setsid sleep {_long} &)\necho end\n");
        Assert.Equal("Succeeded", Status(job));
        AssertGone();
    }

    [Fact]
    public async Task Stop_ends_the_whole_tree_even_what_hides_and_what_does_not_listen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs setsid.");
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync(
            "job.sh",
            $"""
            trap '' TERM
            sleep {_long} & echo $! >pids
            (setsid sh -c 'trap "" TERM; sleep {_long} & echo $! >>pids; wait' &)
            (env -i setsid sh -c 'sleep {_long} & echo $! >>pids; wait' &)
            while [ $(wc -l <pids) -lt 3 ]; do sleep 0.05; done
            echo ready
            while :; do sleep 1; done
            """
        );
        var id = await project.StartAsync("job.sh");
        await domino.Api.LineAsync(id, "ready");
        await project.StopAsync(id);
        var job = await domino.Api.EndOfAsync(id);
        Assert.Equal("Stopped", Status(job));
        AssertGone();
    }

    [Fact]
    public async Task A_job_that_is_asked_to_stop_may_clean_up_and_its_results_are_kept()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("job.sh", "trap 'echo cleaned >end.txt; exit 0' TERM\necho ready\nwhile :; do sleep 0.05; done\n");
        var id = await project.StartAsync("job.sh");
        await domino.Api.LineAsync(id, "ready");
        await project.StopAsync(id);
        var job = await domino.Api.EndOfAsync(id);
        Assert.Equal("Stopped", Status(job));
        Assert.Equal("cleaned\n", await project.ReadAsync("end.txt", job["commitDetails"]!["outputCommitId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Results_are_discarded_if_that_is_asked()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("job.sh", "echo x >x.txt\necho ready\nsleep 1000\n");
        var head = await project.HeadAsync();
        var id = await project.StartAsync("job.sh");
        await domino.Api.LineAsync(id, "ready");
        await project.StopAsync(id, keepResults: false);
        var job = await domino.Api.EndOfAsync(id);
        Assert.Equal("Stopped", Status(job));
        Assert.Null(job["commitDetails"]!["outputCommitId"]);
        Assert.Equal(head, await project.HeadAsync());
        Assert.Equal(head, (await domino.Api.GetAsync($"{project.Path}/runs/{id}"))["outputCommitId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_job_over_its_memory_fails_and_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux binds memory.");
        var project = await domino.Api.NewProjectAsync();

        // Six processes, each within the tier's bound, that are over it together.
        var job = await project.RunAsync(
            "for i in 1 2 3 4 5 6; do awk 'BEGIN { s = \"x\"; for (i = 0; i < 26; i++) s = s s; system(\"sleep 1000\"); print length(s) "
                + "}' & done\nwait\n",
            "tiny"
        );
        Assert.Equal(("Failed", "OutOfMemory"), (Status(job), job["abnormalStatus"]!["runFailureReason"]!.GetValue<string>()));
        Assert.Contains("0.25 GiB of memory of hardware tier Tiny", Message(job), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_is_refused_memory_fails_and_says_so()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux()
                && Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(place => File.Exists(Path.Combine(place, "python3"))),
            "Needs Linux and Python."
        );
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("big.py", "held = bytearray(1_000_000_000)\n");
        var job = await domino.Api.EndOfAsync(await project.StartAsync("big.py", "tiny"));
        Assert.Equal(("Failed", "OutOfMemory"), (Status(job), job["abnormalStatus"]!["runFailureReason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_tier_bounds_the_processors_and_the_job_sees_that()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux binds processors.");
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync("nproc\necho $OMP_NUM_THREADS\n");
        Assert.Equal(["1", "1"], await domino.Api.LogAsync(Id(job), "stdout"));
    }

    [Fact]
    public async Task The_environment_names_the_job_and_hides_the_server()
    {
        Environment.SetEnvironmentVariable("DOMINO_SECRET_OF_THE_SERVER", "secret");
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync("env | grep ^DOMINO_ | sort\npwd\n");
        var lines = await domino.Api.LogAsync(Id(job), "stdout");
        var folder = lines[^1];
        var variables = lines[..^1]
            .ToDictionary(
                line => line[..line.IndexOf('=', StringComparison.Ordinal)],
                line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]
            );
        Assert.DoesNotContain("DOMINO_SECRET_OF_THE_SERVER", variables.Keys);
        Assert.Equal(domino.Server.Address.GetLeftPart(UriPartial.Authority), variables["DOMINO_API_HOST"]);
        Assert.Matches("^[0-9a-f]{64}$", variables["DOMINO_USER_API_KEY"]);
        Assert.NotEqual(domino.Server.ApiKey, variables["DOMINO_USER_API_KEY"]);
        Assert.Equal(
            (project.Id, Id(job), "1", "small"),
            (
                variables["DOMINO_PROJECT_ID"],
                variables["DOMINO_RUN_ID"],
                variables["DOMINO_RUN_NUMBER"],
                variables["DOMINO_HARDWARE_TIER_ID"]
            )
        );
        Assert.Equal((folder, folder), (variables["DOMINO_WORKING_DIR"], variables["DOMINO_ARTIFACTS_DIR"]));
        Assert.Equal(job["commitDetails"]!["inputCommitId"]!.GetValue<string>(), variables["DOMINO_STARTING_COMMIT_ID"]);
        Assert.True(Directory.Exists(variables["DOMINO_DATASETS_DIR"]));
    }

    [Fact]
    public async Task Statistics_are_read_as_far_as_they_make_sense_and_those_of_before_are_not()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("dominostats.json", """{"old": 1}""");
        var job = await project.RunAsync(
            """[ -e dominostats.json ] && exit 1; echo '{"R2": 0.5, "text": "a", "nested": {"x": 1}, "nothing": null}' >dominostats.json"""
        );
        Assert.Equal("R2=0.5 text=a", string.Join(' ', job["dominoStats"]!.AsArray().Select(pair => $"{pair!["name"]}={pair["value"]}")));
        Assert.Contains(
            await domino.Api.LogAsync(Id(job), "prepareoutput"),
            line => line.Contains("'nested' is left out", StringComparison.Ordinal)
        );
        job = await project.RunAsync("echo nonsense >dominostats.json\n");
        Assert.Equal("Succeeded", Status(job));
        Assert.Empty(job["dominoStats"]!.AsArray());
        Assert.Contains(
            await domino.Api.LogAsync(Id(job), "prepareoutput"),
            line => line.StartsWith("dominostats.json is left out", StringComparison.Ordinal)
        );
    }

    private void AssertGone() =>
        Assert.DoesNotContain(
            Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)),
            folder =>
            {
                try
                {
                    // A process that was killed stays listed until its parent takes notice, without its command.
                    return File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0').Contains(_long);
                }
                catch (IOException)
                {
                    return false;
                }
            }
        );

    private static string Status(JsonNode job) => job["statuses"]!["executionStatus"]!.GetValue<string>();

    private static string Message(JsonNode job) => job["abnormalStatus"]!["runFailureMessage"]!.GetValue<string>();

    private static string Id(JsonNode job) => job["id"]!.GetValue<string>();
}
