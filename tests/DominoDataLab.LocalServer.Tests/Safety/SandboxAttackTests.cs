using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>The attacks where all executions have the account of the server.</summary>
public sealed class SandboxAttackTests(SandboxFixture domino) : SandboxAttacks(domino), IClassFixture<SandboxFixture>;

/// <summary>Two users of one server, of whom one attacks the other and the server with everything that a job can do.</summary>
public abstract class SandboxAttacks(SandboxFixture domino)
{
    private readonly string _mark = Guid.NewGuid().ToString("N");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_reads_no_key_no_database_and_no_file_of_others()
    {
        var victim = await StartVictimAsync();
        await AttackAsync(
            victim,
            """
            data=$DOMINO_WORKING_DIR/../..
            for file in api-key domino.db keys/ada keys/mallory server.json "work/$VICTIM/secret.txt" logs/server.log; do
              head -c 1 "$data/$file" 2>/dev/null && echo "LEAK $file"
            done
            find "$data" -type f ! -path "$data/work/$DOMINO_RUN_ID/*" 2>/dev/null | sed 's/^/LEAK /'
            grep -rs -D skip "$MARK" "$data" 2>/dev/null | grep -v "/work/$DOMINO_RUN_ID/" | sed 's/^/LEAK /'
            """
        );
        await StillRunsAsync(victim);
    }

    [Fact]
    public async Task A_job_does_not_act_as_the_administrator()
    {
        var victim = await StartVictimAsync();
        var answers = await AttackAsync(
            victim,
            """
            for key in "$(cat "$DOMINO_WORKING_DIR/../../api-key" 2>/dev/null)" "$DOMINO_USER_API_KEY"; do
              python3 - "$key" <<'END'
            import json, os, sys, urllib.request
            request = urllib.request.Request(os.environ["DOMINO_API_HOST"] + "/v4/users/self", headers={"X-Domino-Api-Key": sys.argv[1]})
            try:
                print(json.load(urllib.request.urlopen(request))["userName"])
            except urllib.error.HTTPError as e:
                print(e.code)
            END
            done
            """
        );
        Assert.Equal(["401", "mallory"], answers);
    }

    [Fact]
    public async Task A_job_sees_and_reaches_no_process_but_its_own()
    {
        var victim = await StartVictimAsync();
        await AttackAsync(
            victim,
            """
            grep -lsz "$MARK-variable" /proc/[0-9]*/environ | grep -v "^/proc/\(self\|$$\)/" | sed 's/^/LEAK /'
            for process in /proc/[0-9]*; do
              tr '\0' ' ' <$process/environ 2>/dev/null | grep -qs "DOMINO_RUN_ID=$VICTIM" && echo "LEAK environment of $process"
              grep -qs 'sleep.*4242' $process/cmdline && echo "LEAK $process"
            done
            kill -0 $SERVER 2>/dev/null && echo "LEAK the server can be signaled"
            for process in $VICTIMS; do
              kill -9 $process 2>/dev/null && echo "LEAK process $process was killed"
            done
            python3 - <<'END'
            import ctypes, os
            for process in [os.environ["SERVER"], *os.environ["VICTIMS"].split()]:
                if ctypes.CDLL(None).ptrace(16, int(process), 0, 0) == 0:
                    print("LEAK traced", process)
                    os.waitpid(int(process), 0x40000000)
                    ctypes.CDLL(None).ptrace(17, int(process), 0, 0)
            END
            ipcs -m 2>/dev/null | grep 0x | sed 's/^/LEAK /'
            """
        );
        await StillRunsAsync(victim);
    }

    [Fact]
    public async Task A_job_writes_to_no_folder_of_the_system_and_has_no_privilege()
    {
        var victim = await StartVictimAsync();
        await AttackAsync(
            victim,
            """
            for folder in / /etc /usr /usr/bin /opt /sys /var /run /home "$DOMINO_WORKING_DIR/.." "$DOMINO_WORKING_DIR/../.."; do
              touch "$folder/$MARK" 2>/dev/null && { rm "$folder/$MARK"; echo "LEAK wrote to $folder"; }
            done
            grep -E '^Cap(Eff|Prm|Bnd):' /proc/self/status | grep -v '0000000000000000$' | sed 's/^/LEAK /'
            mount -t tmpfs none /mnt 2>/dev/null && echo "LEAK mounted"
            head -c 1 /etc/shadow 2>/dev/null && echo "LEAK /etc/shadow"
            ls /run/docker.sock /run/dbus 2>/dev/null | sed 's/^/LEAK /'
            """
        );
    }

    [Fact]
    public async Task A_job_has_temporary_files_and_a_home_of_its_own()
    {
        var home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".domino-test-" + _mark);
        var canWrite = Directory.Exists(Path.GetDirectoryName(home));
        var temporary = Path.Combine(Path.GetTempPath(), _mark);
        await File.WriteAllTextAsync(temporary, "x", Ct);
        if (canWrite)
        {
            await File.WriteAllTextAsync(home, "x", Ct);
        }

        try
        {
            var victim = await StartVictimAsync();
            await AttackAsync(
                victim,
                """
                ls -d /tmp/*$MARK* /var/tmp/*$MARK* "$HOME"/.domino-test-* /dev/shm/*$MARK* 2>/dev/null | sed 's/^/LEAK /'
                touch /tmp/mine /var/tmp/mine "$HOME/mine" /dev/shm/mine || echo "LEAK of room: no folder of its own"
                """
            );
        }
        finally
        {
            File.Delete(temporary);
            File.Delete(home);
        }
    }

    [Fact]
    public async Task A_job_leaves_no_process_behind()
    {
        var victim = await StartVictimAsync();
        await AttackAsync(
            victim,
            """
            for i in 1 2 3; do
              (env -i PATH="$PATH" setsid sh -c "cd /; trap '' TERM HUP; sleep 7331 & echo 7331 $MARK >/dev/null; wait" &)
            done
            for i in $(seq 200); do
              [ $(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' | grep -c '^7331$') = 3 ] && break
              sleep 0.05
            done
            """
        );
        await Eventually.HoldsAsync(() => Processes("7331", _mark).Count == 0, "the processes of the job to end");
    }

    [Fact]
    public async Task A_variable_takes_no_effect_outside_of_the_sandbox()
    {
        var outside = Directory.CreateTempSubdirectory("outside-");
        try
        {
            var project = await domino.Mallory.NewProjectAsync();
            await SetAsync(project, "LD_DEBUG", "libs");
            await SetAsync(project, "LD_DEBUG_OUTPUT", Path.Combine(outside.FullName, "written"));
            var job = await project.RunAsync("echo ran\n");
            Assert.Contains("ran", await domino.Mallory.LogAsync((string)job["id"]!, "stdout"));
            Assert.Empty(outside.GetFiles());
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_job_sees_the_datasets_that_its_user_may_read_and_writes_to_them()
    {
        var own = await domino.Mallory.NewProjectAsync();
        var job = await own.RunAsync("cd $DOMINO_DATASETS_DIR/local/* && echo mine >mine.txt && cat mine.txt\n");
        Assert.Equal(["mine"], await domino.Mallory.LogAsync((string)job["id"]!, "stdout"));
        var others = await domino.Ada.NewProjectAsync();
        job = await others.RunAsync("cd $DOMINO_DATASETS_DIR/local/* && echo hers >hers.txt; echo $DOMINO_DATASETS_DIR\n");
        var folder = (await domino.Ada.LogAsync((string)job["id"]!, "stdout"))[0];
        await AttackAsync(
            await StartVictimAsync(),
            $"cat {folder}/local/*/* {folder}/../../datasets/*/head/hers.txt 2>/dev/null | sed 's/^/LEAK /'\n"
        );
    }

    /// <summary>Starts a job of the administrator with something to lose: a file, a variable, a temporary file, and processes.</summary>
    private async Task<Victim> StartVictimAsync()
    {
        var project = await domino.Ada.NewProjectAsync();
        await SetAsync(domino.Ada, project, "SECRET", _mark + "-variable");
        await project.PutAsync(
            "job.sh",
            $"echo {_mark} >secret.txt; echo {_mark} >/tmp/{_mark}; echo {_mark} >/dev/shm/{_mark}; echo ready\n"
                + "while :; do sleep 4242; done\n"
        );
        var id = await project.StartAsync("job.sh");
        await domino.Ada.LineAsync(id, "ready");
        var processes = await Eventually.GetAsync(
            () => Task.FromResult(Processes("DOMINO_RUN_ID=" + id, file: "environ")),
            found => found.Count > 1,
            "the processes of the job"
        );
        return new Victim(id, processes);
    }

    /// <summary>Runs a script as the other user, and returns what it wrote. A line that starts with LEAK fails the test.</summary>
    private async Task<List<string>> AttackAsync(Victim victim, string script)
    {
        var project = await domino.Mallory.NewProjectAsync();
        var job = await project.RunAsync(
            $"export VICTIM={victim.Id} VICTIMS='{string.Join(' ', victim.Processes)}' SERVER={Environment.ProcessId} MARK={_mark}\n"
                + script
                + "\ntrue\n"
        );
        var id = (string)job["id"]!;
        var lines = await domino.Mallory.LogAsync(id, "stdout");
        Assert.DoesNotContain(lines, line => line.Contains("LEAK", StringComparison.Ordinal));
        Assert.True((string?)job["statuses"]!["executionStatus"] == "Succeeded", job.ToJsonString());
        return lines;
    }

    private async Task StillRunsAsync(Victim victim)
    {
        var job = await domino.Ada.JobAsync(victim.Id);
        Assert.Equal("Running", (string?)job["statuses"]!["executionStatus"]);
    }

    private Task SetAsync(TestProject project, string name, string value) => SetAsync(domino.Mallory, project, name, value);

    private static async Task SetAsync(TestApi api, TestProject project, string name, string value) =>
        await api.PostAsync($"/v4/projects/{project.Id}/environmentVariables", new JsonObject { ["name"] = name, ["value"] = value });

    /// <summary>Finds the processes whose command line, or another file of theirs, has all of these words.</summary>
    private static List<int> Processes(string first, string second = "", string file = "cmdline")
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (
                    int.TryParse(Path.GetFileName(folder), out var id)
                    && File.ReadAllText(Path.Combine(folder, file)) is var text
                    && text.Contains(first, StringComparison.Ordinal)
                    && text.Contains(second, StringComparison.Ordinal)
                )
                {
                    found.Add(id);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The process has ended, or is another account's.
            }
        }

        return found;
    }

    private sealed record Victim(string Id, IReadOnlyList<int> Processes);
}
