using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>What one user of a server does to the other and to the server with everything that a job can do. Each attack returns what it
/// got.</summary>
internal sealed class Attacks(SandboxFixture domino)
{
    private readonly string _mark = Guid.NewGuid().ToString("N");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Reads the server's files and those of another job.</summary>
    public async Task<List<string>> ReadFilesAsync()
    {
        var victim = await StartVictimAsync();
        var leaks = await AttackAsync(
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
        return [.. leaks, .. await DamageAsync(victim)];
    }

    /// <summary>Sends a request with the key of the administrator.</summary>
    public async Task<List<string>> ActAsAdministratorAsync()
    {
        var victim = await StartVictimAsync();
        return await AttackAsync(
            victim,
            """
            python3 - "$(cat "$DOMINO_WORKING_DIR/../../api-key" 2>/dev/null)" <<'END'
            import json, os, sys, urllib.request
            request = urllib.request.Request(os.environ["DOMINO_API_HOST"] + "/v4/users/self", headers={"X-Domino-Api-Key": sys.argv[1]})
            try:
                print("LEAK acts as", json.load(urllib.request.urlopen(request))["userName"])
            except urllib.error.HTTPError as e:
                assert e.code == 401, e
            END
            """
        );
    }

    /// <summary>Looks at, signals and traces the processes of the server and of another job.</summary>
    public async Task<List<string>> ReachProcessesAsync()
    {
        var victim = await StartVictimAsync();
        var leaks = await AttackAsync(
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
        return [.. leaks, .. await DamageAsync(victim)];
    }

    /// <summary>Writes to the system and uses privileges.</summary>
    public async Task<List<string>> UsePrivilegesAsync()
    {
        var victim = await StartVictimAsync();
        return await AttackAsync(
            victim,
            """
            for folder in / /etc /usr /usr/bin /opt /sys /var /run /home "$DOMINO_WORKING_DIR/.." "$DOMINO_WORKING_DIR/../.."; do
              touch "$folder/$MARK" 2>/dev/null && { rm "$folder/$MARK"; echo "LEAK wrote to $folder"; }
            done
            grep -E '^Cap(Eff|Prm|Bnd):' /proc/self/status | grep -v '0000000000000000$' | sed 's/^/LEAK /'
            mkdir mounted && mount -t tmpfs none mounted 2>/dev/null && { umount mounted; echo "LEAK mounted"; }
            head -c 1 /etc/shadow 2>/dev/null && echo "LEAK /etc/shadow"
            ls /run/docker.sock /run/dbus 2>/dev/null | sed 's/^/LEAK /'
            """
        );
    }

    /// <summary>Looks for temporary files and homes of others.</summary>
    public async Task<List<string>> ReadTemporaryFilesAsync()
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
            return await AttackAsync(
                victim,
                """
                ls -d /tmp/*$MARK* /var/tmp/*$MARK* "$HOME"/.domino-test-* /dev/shm/*$MARK* 2>/dev/null | sed 's/^/LEAK /'
                for folder in /tmp /var/tmp "$HOME" /dev/shm; do
                  touch "$folder/$MARK-mine" && rm "$folder/$MARK-mine" || echo "LEAK of room: no folder of its own"
                done
                """
            );
        }
        finally
        {
            File.Delete(temporary);
            File.Delete(home);
        }
    }

    /// <summary>Leaves processes behind that hide from the server.</summary>
    public async Task<List<string>> LeaveProcessesAsync()
    {
        var victim = await StartVictimAsync();
        var leaks = await AttackAsync(
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
        var left = Processes("7331", _mark);
        foreach (var id in left)
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }

        return [.. leaks, .. left.Select(id => $"process {id} was left")];
    }

    /// <summary>Lets a variable take effect in programs that the server starts for the job.</summary>
    public async Task<List<string>> SetVariableAsync()
    {
        var outside = Directory.CreateTempSubdirectory("outside-");
        try
        {
            var project = await domino.Mallory.NewProjectAsync();
            await SetAsync(project, "LD_DEBUG", "libs");
            await SetAsync(project, "LD_DEBUG_OUTPUT", Path.Combine(outside.FullName, "written"));
            var job = await project.RunAsync("echo ran\n");
            Assert.Contains("ran", await domino.Mallory.LogAsync((string)job["id"]!, "stdout"));
            return [.. outside.GetFiles().Select(file => file.Name)];
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    /// <summary>Reads a dataset of another user.</summary>
    public async Task<List<string>> ReadDatasetAsync()
    {
        var others = await domino.Ada.NewProjectAsync();
        var job = await others.RunAsync("cd $DOMINO_DATASETS_DIR/local/* && echo hers >hers.txt; echo $DOMINO_DATASETS_DIR\n");
        var folder = (await domino.Ada.LogAsync((string)job["id"]!, "stdout"))[0];
        return await AttackAsync(
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

    /// <summary>Runs a script as the other user, and returns the lines that start with LEAK.</summary>
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
        Assert.True((string?)job["statuses"]!["executionStatus"] == "Succeeded", job.ToJsonString());
        return lines.FindAll(line => line.Contains("LEAK", StringComparison.Ordinal));
    }

    private async Task<List<string>> DamageAsync(Victim victim)
    {
        var status = (string?)(await domino.Ada.JobAsync(victim.Id))["statuses"]!["executionStatus"];
        return status == "Running" ? [] : [$"the job of the other user is {status}"];
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
