using System.Text.RegularExpressions;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Files;

public sealed class SyncConflictTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conflict_stops_everything_unless_a_policy_settles_it()
    {
        var (project, folder) = await ConflictsAsync();
        using (folder)
        {
            folder.With("new", "n");
            var before = await project.Files.GetHeadAsync(Ct);
            var error = await Assert.ThrowsAsync<SyncConflictException>(() => project.Files.SyncAsync(folder.Root, null, Ct));
            Assert.Equal(
                [
                    "both: changed here and changed in the project",
                    "changed-here: changed here and deleted in the project",
                    "changed-there: deleted here and changed in the project",
                ],
                error
                    .Plan.Actions.Where(action => action.Kind == SyncActionKind.Conflict)
                    .Select(action => $"{action.Path}: {action.Reason}")
            );
            Assert.Contains("both", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, await project.Files.GetHeadAsync(Ct));
            Assert.Equal("mine", folder["both"]);
            Assert.Equal(3, (await project.Files.StatusAsync(folder.Root, Ct)).Count(file => file.IsConflict));
        }
    }

    [Fact]
    public async Task KeepLocal_sends_and_removes()
    {
        var (project, folder) = await ConflictsAsync();
        using (folder)
        {
            await project.Files.SyncAsync(folder.Root, new() { Conflicts = SyncConflictPolicy.KeepLocal, Delete = true }, Ct);
            Assert.Equal([".dominoignore", "both", "changed-here"], await SyncTests.PathsAsync(project));
            Assert.Equal("mine", await SyncTests.ReadAsync(project, "both"));
            await InSyncAsync(project, folder);
        }
    }

    [Fact]
    public async Task KeepRemote_fetches_and_deletes()
    {
        var (project, folder) = await ConflictsAsync();
        using (folder)
        {
            await project.Files.SyncAsync(folder.Root, new() { Conflicts = SyncConflictPolicy.KeepRemote, Delete = true }, Ct);
            Assert.Equal([".dominoignore", "both", "changed-there"], folder.Files);
            Assert.Equal("theirs", folder["both"]);
            await InSyncAsync(project, folder);
        }
    }

    [Theory]
    [InlineData(SyncConflictPolicy.KeepLocal, "changed-there")]
    [InlineData(SyncConflictPolicy.KeepRemote, "changed-here")]
    public async Task A_policy_deletes_nothing_unless_deletions_were_asked_for(SyncConflictPolicy policy, string left)
    {
        var (project, folder) = await ConflictsAsync();
        using (folder)
        {
            var plan = await project.Files.PlanSyncAsync(folder.Root, new() { Conflicts = policy }, Ct);
            Assert.Equal(left, Assert.Single(plan.Actions, action => action.Kind == SyncActionKind.Leave).Path);
            await project.Files.SyncAsync(plan, Ct);
            Assert.Contains(left, (await SyncTests.PathsAsync(project)).Concat(folder.Files));
        }
    }

    [Fact]
    public async Task KeepBoth_keeps_both_on_both_sides()
    {
        var (project, folder) = await ConflictsAsync();
        using (folder)
        {
            folder.With("data/notes.v1.txt", "mine");
            await SyncTests.PutAsync(project, "data/notes.v1.txt", "theirs");
            var plan = await project.Files.PlanSyncAsync(folder.Root, new() { Conflicts = SyncConflictPolicy.KeepBoth }, Ct);
            var copies = plan.Actions.Where(action => action.Kind == SyncActionKind.RenameLocal).Select(action => action.NewPath!).ToList();
            Assert.Matches(new Regex(@"^both\.conflict-\d{8}-\d{6}$"), copies[0]);
            Assert.Matches(new Regex(@"^data/notes\.v1\.conflict-\d{8}-\d{6}\.txt$"), copies[1]);
            await project.Files.SyncAsync(plan, Ct);
            Assert.Equal(
                [".dominoignore", "both", copies[0], "changed-here", "changed-there", copies[1], "data/notes.v1.txt"],
                folder.Files
            );
            Assert.All(copies, copy => Assert.Equal("mine", folder[copy]));
            Assert.Equal(("theirs", "theirs"), (folder["both"], folder["data/notes.v1.txt"]));
            await InSyncAsync(project, folder);
        }
    }

    [Fact]
    public async Task KeepBoth_in_one_direction_is_refused_before_anything_is_read()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            domino
                .Client.Project("a/b")
                .Files.PlanSyncAsync(".", new() { Conflicts = SyncConflictPolicy.KeepBoth, Direction = SyncDirection.Upload }, Ct)
        );
        Assert.Contains("Direction", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_earlier_sync_a_file_that_differs_is_a_conflict_and_one_of_equal_size_too()
    {
        using var folder = new LocalCopy().With("a", "mine!!").With("b", "x");
        var project = await domino.NewProjectAsync(Ct);
        await SyncTests.PutAsync(project, "a", "theirs");
        await SyncTests.PutAsync(project, "b", "longer");
        var plan = await project.Files.PlanSyncAsync(folder.Root, null, Ct);
        Assert.Equal(["a", "b"], plan.Actions.Where(action => action.Kind == SyncActionKind.Conflict).Select(action => action.Path));
        Assert.True(plan.HasConflicts);
    }

    private async Task<(ProjectClient Project, LocalCopy Folder)> ConflictsAsync()
    {
        var folder = new LocalCopy().With("both", "1").With("changed-here", "1").With("changed-there", "1");
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        folder.With("both", "mine").With("changed-here", "mine");
        File.Delete(folder.At("changed-there"));
        await SyncTests.PutAsync(project, "both", "theirs");
        await SyncTests.PutAsync(project, "changed-there", "theirs");
        await project.Files.DeleteAsync(["changed-here"], Ct);
        return (project, folder);
    }

    private static async Task InSyncAsync(ProjectClient project, LocalCopy folder)
    {
        Assert.Equal(folder.Files, await SyncTests.PathsAsync(project));
        Assert.Empty((await project.Files.PlanSyncAsync(folder.Root, new() { Delete = true }, Ct)).Actions);
    }
}
