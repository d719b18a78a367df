using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Accounts;

/// <summary>Users with UIDs of their own write to the same dataset.</summary>
public sealed class SharedDatasetTests(AccountFixture domino) : IClassFixture<AccountFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_change_each_others_files_of_a_dataset_whatever_rights_a_job_gave_them()
    {
        var (ada, mallory) = await ShareAsync();
        await OutputAsync(
            domino.Ada,
            ada,
            """
            cd $DOMINO_DATASETS_DIR/local/*
            echo ada >open.txt
            mkdir -m 700 private && echo ada >private/closed.txt && chmod 600 private/closed.txt
            echo ada >sealed.txt && chmod 400 sealed.txt
            """
        );
        Assert.Equal(
            ["ada mallory ada mallory ada mallory"],
            await OutputAsync(
                domino.Mallory,
                mallory,
                """
                cd $DOMINO_DATASETS_DIR/local/*
                for file in open.txt private/closed.txt sealed.txt; do echo mallory >>$file; done
                mv open.txt renamed.txt
                echo $(cat renamed.txt private/closed.txt sealed.txt)
                rm private/closed.txt
                """
            )
        );
        Assert.Equal(
            ["ada mallory", "renamed.txt", "sealed.txt"],
            await OutputAsync(domino.Ada, ada, "cd $DOMINO_DATASETS_DIR/local/*\necho $(cat sealed.txt)\nrmdir private && ls\n")
        );
    }

    [Fact]
    public async Task Jobs_of_two_users_work_on_a_dataset_at_once()
    {
        var (ada, mallory) = await ShareAsync();
        await ada.PutAsync(
            "job.sh",
            "cd $DOMINO_DATASETS_DIR/local/*\necho 1 >log.txt; mkdir folder\nuntil [ -e folder/end ]; do sleep 0.02; done\n"
        );
        var first = await ada.StartAsync("job.sh");
        var folder = await OutputAsync(
            domino.Mallory,
            mallory,
            """
            cd $DOMINO_DATASETS_DIR/local/*
            until [ -d folder ]; do sleep 0.02; done
            echo 2 >>log.txt && touch folder/end && cat log.txt
            """
        );
        Assert.Equal(["1", "2"], folder);
        Assert.Equal("Succeeded", (string?)(await domino.Ada.EndOfAsync(first))["statuses"]!["executionStatus"]);
    }

    [Fact]
    public async Task Nothing_that_a_job_left_in_a_dataset_runs_with_the_rights_of_the_server_and_links_are_left_alone()
    {
        AccountFixture.NeedRoot();
        var outside = Directory.CreateTempSubdirectory("outside-");
        try
        {
            var file = Path.Combine(outside.FullName, "file.txt");
            await File.WriteAllTextAsync(file, "x", Ct);
            var before = (Mode(outside.FullName), Mode(file));
            var (ada, _) = await ShareAsync();
            await OutputAsync(
                domino.Ada,
                ada,
                $"""
                cd $DOMINO_DATASETS_DIR/local/*
                cp /bin/sh shell && chmod 6755 shell
                ln -s {outside.FullName} folder; ln -s {file} file.txt; mkfifo pipe
                """
            );
            Assert.Equal(before, (Mode(outside.FullName), Mode(file)));
            var shell = await OutputAsync(domino.Ada, ada, "stat -c '%u %g %a' $DOMINO_DATASETS_DIR/local/*/shell\n");
            Assert.Equal([$"0 {AccountFixture.Range.First} 775"], shell);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_snapshot_is_readable_for_all_who_may_read_the_dataset()
    {
        var (ada, mallory) = await ShareAsync();
        await ada.PutAsync(
            "job.sh",
            "cd $DOMINO_DATASETS_DIR/local/*\necho ada >closed.txt; chmod 600 closed.txt; echo ready\n"
                + "until [ -e end ]; do sleep 0.02; done\n"
        );
        var first = await ada.StartAsync("job.sh");
        await domino.Ada.LineAsync(first, "ready");
        var dataset = (await domino.Ada.GetAsync($"/v4/datasetrw/datasets-v2?projectIdsToInclude={ada.Id}"))[0]!["datasetRwDto"]!;
        await domino.Ada.PostAsync(
            "/v4/datasetrw/snapshot",
            new JsonObject { ["datasetId"] = (string?)dataset["id"], ["relativeFilePaths"] = new JsonArray() }
        );
        await Eventually.HoldsAsync(
            async () =>
                (await OutputAsync(domino.Mallory, mallory, "cat $DOMINO_DATASETS_DIR/snapshots/*/1/closed.txt; true\n")) is ["ada"],
            "the snapshot to be readable"
        );
        await OutputAsync(domino.Mallory, mallory, "cd $DOMINO_DATASETS_DIR/local/* && touch end\n");
        await domino.Ada.EndOfAsync(first);
    }

    /// <summary>Makes a project of the administrator to which both users contribute.</summary>
    private async Task<(TestProject Ada, TestProject Mallory)> ShareAsync()
    {
        var project = await domino.Ada.NewProjectAsync();
        var mallory = (string)(await domino.Mallory.GetAsync("/v4/users/self"))["id"]!;
        await domino.Ada.PostAsync(
            $"/v4/projects/{project.Id}/collaborators",
            new JsonObject { ["collaboratorId"] = mallory, ["projectRole"] = "Contributor" }
        );
        return (project, new TestProject(domino.Mallory, domino.Server.UserName, project.Name, project.Id));
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static async Task<List<string>> OutputAsync(TestApi api, TestProject project, string script)
    {
        var job = await project.RunAsync("set -e\n" + script);
        var id = (string)job["id"]!;
        Assert.True((string?)job["statuses"]!["executionStatus"] == "Succeeded", string.Join('\n', await api.LogAsync(id)));
        return await api.LogAsync(id, "stdout");
    }
}
