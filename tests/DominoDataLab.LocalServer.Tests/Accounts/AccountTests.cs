using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Execution;

namespace DominoDataLab.LocalServer.Tests.Accounts;

/// <summary>The executions of a user have a UID of their own, wherever code of the user runs.</summary>
public sealed class AccountTests(AccountFixture domino) : IClassFixture<AccountFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_of_two_users_have_two_UIDs_of_the_range_and_one_group()
    {
        var (ada, mallory) = (await IdsAsync(domino.Ada), await IdsAsync(domino.Mallory));
        Assert.NotEqual(ada[0], mallory[0]);
        Assert.All(
            (string[])[ada[0], mallory[0]],
            uid => Assert.InRange(int.Parse(uid, CultureInfo.InvariantCulture), AccountFixture.Range.First, AccountFixture.Range.Last)
        );
        var group = AccountFixture.Range.First.ToString(CultureInfo.InvariantCulture);
        Assert.Equal([group, group, "ada", "ada"], ada[1..]);
        Assert.Equal([group, group, "mallory", "mallory"], mallory[1..]);
    }

    [Fact]
    public async Task A_job_owns_its_files_and_its_results_are_committed()
    {
        var project = await domino.Mallory.NewProjectAsync();
        await project.PutAsync("data/input.txt", "in\n");
        var job = await project.RunAsync(
            """
            find . "$HOME" -maxdepth 0 ! -user $(id -u) | sed 's/^/foreign: /'
            find . ! -user $(id -u) | sed 's/^/foreign: /'
            chmod 600 data/input.txt && cat data/input.txt >data/output.txt && rm data/input.txt
            mkdir -m 700 private && echo kept >private/result.txt && chmod 600 private/result.txt
            touch /tmp/x /var/tmp/x /dev/shm/x "$HOME/x" && echo written
            echo out >/dev/stdout; echo err >/dev/stderr
            """
        );
        var id = (string)job["id"]!;
        Assert.True((string?)job["statuses"]!["executionStatus"] == "Succeeded", string.Join('\n', await domino.Mallory.LogAsync(id)));
        Assert.Equal(["written", "out"], await domino.Mallory.LogAsync(id, "stdout"));
        Assert.Equal(["err"], await domino.Mallory.LogAsync(id, "stderr"));
        var files = await project.FilesAsync();
        Assert.Contains("data/output.txt", files);
        Assert.Contains("private/result.txt", files);
        Assert.DoesNotContain("data/input.txt", files);
    }

    [Fact]
    public async Task Scripts_of_an_environment_run_as_the_user_and_so_do_packages()
    {
        await RequirementsTests.NeedPipAsync();
        var environment = await domino.Mallory.NewEnvironmentAsync("id -u >prepared.txt", "id -u");
        var project = await domino.Mallory.NewProjectAsync();
        using var wheel = new ByteArrayContent(RequirementsTests.Wheel("hello"));
        using var stored = await project.PutAsync("wheels/greeting-1.0-py3-none-any.whl", wheel);
        await project.PutAsync("requirements.txt", "./wheels/greeting-1.0-py3-none-any.whl\n");
        await project.PutAsync(
            "ids.py",
            "import os, greeting\nprint(os.getuid(), open('prepared.txt').read().strip(), os.stat(greeting.__file__).st_uid)\n"
        );
        var id = await project.StartAsync("ids.py", environment: environment);
        await domino.Mallory.EndOfAsync(id);
        var uid = (await IdsAsync(domino.Mallory))[0];
        Assert.Equal([$"{uid} {uid} {uid}"], await domino.Mallory.LogAsync(id, "stdout"));
        Assert.Contains(uid, await domino.Mallory.LogAsync(id, "prepareoutput"));
    }

    [Fact]
    public async Task A_function_of_a_model_runs_as_its_user()
    {
        var project = await domino.Mallory.NewProjectAsync();
        await project.PutAsync("model.py", "import os\ndef ids():\n    return f'{os.getuid()} {os.getgid()}'\n");
        var model = await domino.Mallory.PostAsync(
            "/v1/models",
            new JsonObject
            {
                ["projectId"] = project.Id,
                ["name"] = "ids",
                ["description"] = "",
                ["file"] = "model.py",
                ["function"] = "ids",
                ["environmentId"] = "",
                ["excludeFiles"] = new JsonArray(),
            }
        );
        var id = (string)model["data"]!["_id"]!;
        await Eventually.HoldsAsync(
            async () => (string?)(await domino.Mallory.GetAsync($"/v1/models/{id}/versions"))["data"]![0]!["status"] == "Running",
            "the model to run"
        );
        var reply = await domino.Mallory.PostAsync($"/models/{id}/latest/model", new JsonObject { ["parameters"] = new JsonArray() });
        var ids = await IdsAsync(domino.Mallory);
        Assert.Equal($"{ids[0]} {ids[1]}", (string?)reply["result"]);
    }

    [Fact]
    public async Task A_variable_reaches_the_command_as_it_is_and_nothing_that_has_a_privilege()
    {
        const string Value = "it's \"$HOME\" `id`\nçà ✓ \\ \u0081";
        var project = await domino.Mallory.NewProjectAsync();
        foreach (
            var (name, value) in ((string, string)[])
                [("WORDS", Value), ("LD_DEBUG", "libs"), ("LD_DEBUG_OUTPUT", "/tmp/loaded"), ("UID", "0"), ("IFS", "0123456789")]
        )
        {
            await domino.Mallory.PostAsync(
                $"/v4/projects/{project.Id}/environmentVariables",
                new JsonObject { ["name"] = name, ["value"] = value }
            );
        }

        await project.PutAsync(
            "words.py",
            """
            import glob, os
            print(os.environb[b"WORDS"].hex())
            print({os.stat(file).st_uid for file in glob.glob("/tmp/loaded*")} == {os.getuid()})
            """
        );
        var id = await project.StartAsync("words.py");
        await domino.Mallory.EndOfAsync(id);
        Assert.Equal([Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Value)), "True"], await domino.Mallory.LogAsync(id, "stdout"));
    }

    /// <summary>Runs a job that says who it is: UID, GID, groups and names.</summary>
    private static async Task<List<string>> IdsAsync(TestApi api)
    {
        var project = await api.NewProjectAsync();
        var job = await project.RunAsync("id -u; id -g; id -G; echo $USER; echo $LOGNAME\n");
        return await api.LogAsync((string)job["id"]!, "stdout");
    }
}
