using System.Text;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Files;

public sealed class SyncTests(DominoFixture domino)
{
    private static readonly SyncOptions Deleting = new() { Delete = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_new_on_one_side_comes_to_the_other_and_a_second_sync_has_nothing_to_do()
    {
        using var folder = new LocalCopy().With("here.txt", "here").With("deep/down/empty", "");
        var project = await NewAsync("there.txt", "there");
        var result = await project.Files.SyncAsync(folder.Root, null, Ct);
        Assert.Equal((2, 2, 0, 0), (result.Uploaded, result.Downloaded, result.Removed, result.Deleted));
        Assert.Equal(await project.Files.GetHeadAsync(Ct), result.CommitId);
        Assert.Equal([".dominoignore", "deep/down/empty", "here.txt", "there.txt"], folder.Files);
        Assert.Equal(folder.Files, await PathsAsync(project));
        Assert.Equal(("there", "here"), (folder["there.txt"], await ReadAsync(project, "here.txt")));

        var again = await project.Files.PlanSyncAsync(folder.Root, Deleting, Ct);
        Assert.True(again.IsEmpty);
        Assert.Empty(again.Actions);
        Assert.Contains("Nothing to do", again.ToString(), StringComparison.Ordinal);
        Assert.Empty(await project.Files.StatusAsync(folder.Root, Ct));
    }

    [Fact]
    public async Task Changes_and_deletions_go_both_ways()
    {
        using var folder = new LocalCopy().With("a", "1").With("b", "1").With("gone-here", "1").With("x/gone-there", "1");
        var project = await NewAsync();
        await project.Files.SyncAsync(folder.Root, null, Ct);
        folder.With("a", "2");
        File.Delete(folder.At("gone-here"));
        await PutAsync(project, "b", "3");
        await project.Files.DeleteAsync(["x/gone-there"], Ct);

        var plan = await project.Files.PlanSyncAsync(folder.Root, Deleting, Ct);
        Assert.Equal(
            [
                "upload    a (1 bytes): changed here",
                "download  b (1 bytes): changed in the project",
                "remove    gone-here: deleted here",
                "delete    x/gone-there: deleted in the project",
            ],
            plan.ToString().TrimEnd().Split('\n')
        );
        Assert.Equal("1", await ReadAsync(project, "a"));

        var result = await project.Files.SyncAsync(plan, Ct);
        Assert.Equal((1, 1, 1, 1), (result.Uploaded, result.Downloaded, result.Removed, result.Deleted));
        Assert.Equal([".dominoignore", "a", "b"], folder.Files);
        Assert.Equal(folder.Files, await PathsAsync(project));
        Assert.Equal(("3", "2"), (folder["b"], await ReadAsync(project, "a")));
        Assert.False(Directory.Exists(folder.At("x")));
    }

    [Fact]
    public async Task Deletions_that_were_not_asked_for_are_left_and_still_known_later()
    {
        using var folder = new LocalCopy().With("a", "1").With("b", "1");
        var project = await NewAsync();
        await project.Files.SyncAsync(folder.Root, null, Ct);
        File.Delete(folder.At("a"));
        await project.Files.DeleteAsync(["b"], Ct);
        for (var i = 0; i < 2; i++)
        {
            var plan = await project.Files.PlanSyncAsync(folder.Root, null, Ct);
            Assert.True(plan.IsEmpty);
            Assert.Equal(
                [(SyncActionKind.Leave, "a"), (SyncActionKind.Leave, "b")],
                plan.Actions.Select(action => (action.Kind, action.Path))
            );
            await project.Files.SyncAsync(plan, Ct);
        }

        Assert.Equal([".dominoignore", "b"], folder.Files);
        await project.Files.SyncAsync(folder.Root, Deleting, Ct);
        Assert.Equal([".dominoignore"], folder.Files);
        Assert.Equal([".dominoignore"], await PathsAsync(project));
    }

    [Fact]
    public async Task A_file_that_is_the_same_on_both_sides_is_not_moved_at_the_first_sync()
    {
        using var folder = new LocalCopy().With("same.txt", "as there");
        var project = await NewAsync("same.txt", "as there");
        Assert.DoesNotContain((await project.Files.PlanSyncAsync(folder.Root, null, Ct)).Actions, action => action.Path == "same.txt");
        await project.Files.SyncAsync(folder.Root, null, Ct);
        File.Delete(folder.At("same.txt"));
        Assert.Equal(
            SyncActionKind.RemoveRemote,
            Assert.Single((await project.Files.PlanSyncAsync(folder.Root, Deleting, Ct)).Actions).Kind
        );
    }

    [Fact]
    public async Task The_same_change_on_both_sides_is_no_conflict()
    {
        using var folder = new LocalCopy().With("a", "1");
        var project = await NewAsync();
        await project.Files.SyncAsync(folder.Root, null, Ct);
        folder.With("a", "2");
        await PutAsync(project, "a", "2");
        var plan = await project.Files.PlanSyncAsync(folder.Root, null, Ct);
        Assert.Empty(plan.Actions);
        await project.Files.SyncAsync(plan, Ct);
        folder.With("a", "3");
        Assert.Equal(
            "upload    a (1 bytes): changed here",
            Assert.Single((await project.Files.PlanSyncAsync(folder.Root, null, Ct)).Actions).ToString()
        );
    }

    [Fact]
    public async Task A_change_that_neither_size_nor_time_tells_is_seen_if_it_came_right_after_the_sync()
    {
        using var folder = new LocalCopy().With("a", "1");
        var project = await NewAsync();
        await project.Files.SyncAsync(folder.Root, null, Ct);
        var time = File.GetLastWriteTimeUtc(folder.At("a"));
        folder.With("a", "2");
        File.SetLastWriteTimeUtc(folder.At("a"), time);
        Assert.Equal((FileChange.Changed, FileChange.Unchanged), Sides(Assert.Single(await project.Files.StatusAsync(folder.Root, Ct))));
    }

    [Fact]
    public async Task A_file_that_was_only_touched_has_not_changed()
    {
        using var folder = new LocalCopy().With("a", "1");
        var project = await NewAsync();
        await project.Files.SyncAsync(folder.Root, null, Ct);
        File.SetLastWriteTimeUtc(folder.At("a"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Empty(await project.Files.StatusAsync(folder.Root, Ct));
    }

    [Theory]
    [InlineData(SyncDirection.Upload, new[] { "upload a", "leave b", "leave gone-here", "leave gone-there" })]
    [InlineData(SyncDirection.Download, new[] { "leave a", "download b", "leave gone-here", "leave gone-there" })]
    public async Task One_direction_leaves_the_other_side_as_it_is(SyncDirection direction, string[] expected)
    {
        using var folder = new LocalCopy().With("a", "1").With("b", "1").With("gone-here", "1").With("gone-there", "1");
        var project = await NewAsync();
        await project.Files.SyncAsync(folder.Root, null, Ct);
        folder.With("a", "2");
        await PutAsync(project, "b", "2");
        File.Delete(folder.At("gone-here"));
        await project.Files.DeleteAsync(["gone-there"], Ct);
        var plan = await project.Files.PlanSyncAsync(folder.Root, new() { Direction = direction }, Ct);
        Assert.Equal(expected, plan.Actions.Select(action => $"{action.Kind.ToString().ToLowerInvariant()} {action.Path}"));
        await project.Files.SyncAsync(plan, Ct);
        Assert.Equal(direction == SyncDirection.Upload ? ("1", "2") : ("2", "1"), (folder["b"], await ReadAsync(project, "a")));

        var deleting = await project.Files.PlanSyncAsync(folder.Root, new() { Direction = direction, Delete = true }, Ct);
        Assert.Equal(
            direction == SyncDirection.Upload ? [(SyncActionKind.RemoveRemote, "gone-here")] : [(SyncActionKind.DeleteLocal, "gone-there")],
            deleting
                .Actions.Where(action => action.Kind is SyncActionKind.RemoveRemote or SyncActionKind.DeleteLocal)
                .Select(action => (action.Kind, action.Path))
        );
    }

    [Fact]
    public async Task A_download_makes_the_folder()
    {
        using var folder = new LocalCopy();
        Directory.Delete(folder.Root);
        var project = await NewAsync("a/b.txt", "x");
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => project.Files.SyncAsync(folder.Root, null, Ct));
        Assert.False(Directory.Exists(folder.Root));
        await project.Files.SyncAsync(folder.Root, new() { Direction = SyncDirection.Download }, Ct);
        Assert.Equal("x", folder["a/b.txt"]);
    }

    [Fact]
    public async Task What_the_folder_ignores_is_left_alone_on_both_sides()
    {
        using var folder = new LocalCopy()
            .With(".dominoignore", "secret\n*.log\n")
            .With("secret/key", "k")
            .With("a.log", "l")
            .With("b.txt", "b")
            .With(".git/config", "g")
            .With("sub/.git/config", "g");
        var project = await NewAsync("data/old.log", "l");
        await project.Files.DeleteAsync([".dominoignore"], Ct);
        await project.Files.SyncAsync(folder.Root, Deleting, Ct);
        Assert.Equal([".dominoignore", "b.txt", "data/old.log"], await PathsAsync(project));
        Assert.False(Directory.Exists(folder.At("data")));
        Assert.Equal("k", folder["secret/key"]);
    }

    [Fact]
    public async Task Patterns_leave_the_other_files_alone_on_both_sides()
    {
        using var folder = new LocalCopy().With("in/a", "1").With("out/a", "1").With("in/skip.tmp", "1");
        var project = await NewAsync("in/b", "1");
        await PutAsync(project, "out/b", "1");
        await project.Files.SyncAsync(folder.Root, new() { Include = ["in/**"], Exclude = ["*.tmp"] }, Ct);
        Assert.Equal([".dominoignore", "in/a", "in/b", "out/b"], await PathsAsync(project));
        Assert.Equal(["in/a", "in/b", "in/skip.tmp", "out/a"], folder.Files);
    }

    [Fact]
    public async Task A_file_that_became_a_folder_and_a_folder_that_became_a_file_go_over()
    {
        using var here = new LocalCopy().With("file", "1").With("folder/inside", "1");
        using var there = new LocalCopy();
        var project = await NewAsync();
        await project.Files.SyncAsync(here.Root, null, Ct);
        await project.Files.SyncAsync(there.Root, null, Ct);
        File.Delete(here.At("file"));
        Directory.Delete(here.At("folder"), recursive: true);
        here.With("file/inside", "2").With("folder", "2");

        var refused = await project.Files.PlanSyncAsync(here.Root, null, Ct);
        Assert.Equal(
            ["file/inside", "folder"],
            refused.Actions.Where(action => action.Kind == SyncActionKind.Conflict).Select(action => action.Path)
        );
        await project.Files.SyncAsync(here.Root, Deleting, Ct);
        Assert.Equal([".dominoignore", "file/inside", "folder"], await PathsAsync(project));
        await project.Files.SyncAsync(there.Root, Deleting, Ct);
        Assert.Equal(("2", "2"), (there["file/inside"], there["folder"]));
        Assert.Equal([".dominoignore", "file/inside", "folder"], there.Files);
    }

    [Fact]
    public async Task A_difference_is_told_against_any_commit()
    {
        using var folder = new LocalCopy().With("a", "1").With("b", "1").With("c", "1");
        var project = await NewAsync();
        var empty = await project.Files.GetHeadAsync(Ct);
        var first = (await project.Files.SyncAsync(folder.Root, null, Ct)).CommitId;
        folder.With("a", "2").With("d", "1");
        File.Delete(folder.At("b"));
        (string, FileChange)[] expected = [("a", FileChange.Changed), ("b", FileChange.Deleted), ("d", FileChange.Added)];
        Assert.Equal(expected, (await project.Files.DiffAsync(folder.Root, null, Ct)).Select(file => (file.Path, file.Here)));
        await project.Files.SyncAsync(folder.Root, Deleting, Ct);
        Assert.Empty(await project.Files.DiffAsync(folder.Root, null, Ct));
        Assert.Equal(expected, (await project.Files.DiffAsync(folder.Root, first, Ct)).Select(file => (file.Path, file.Here)));
        Assert.Equal(["a", "c", "d"], (await project.Files.DiffAsync(folder.Root, empty, Ct)).Select(file => file.Path));
    }

    [Fact]
    public async Task The_mode_of_a_script_stays_when_its_content_comes_down()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Files have no mode there.");
            return;
        }

        using var folder = new LocalCopy().With("run.sh", "1");
        File.SetUnixFileMode(folder.At("run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var project = await NewAsync();
        await project.Files.SyncAsync(folder.Root, null, Ct);
        await PutAsync(project, "run.sh", "2");
        await project.Files.SyncAsync(folder.Root, null, Ct);
        Assert.Equal("2", folder["run.sh"]);
        Assert.True(File.GetUnixFileMode(folder.At("run.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    internal static (FileChange Here, FileChange There) Sides(FileDifference file) => (file.Here, file.There);

    internal static async Task<IEnumerable<string>> PathsAsync(ProjectClient project) =>
        (await project.Files.ListAsync(cancellationToken: Ct).ToListAsync(Ct)).Select(file => file.Path).Order(StringComparer.Ordinal);

    internal static async Task<string> ReadAsync(ProjectClient project, string path)
    {
        using var reader = new StreamReader(await project.Files.OpenReadAsync(path, null, Ct));
        return await reader.ReadToEndAsync(Ct);
    }

    internal static Task PutAsync(ProjectClient project, string path, string content) =>
        project.Files.UploadTextAsync(content, path, cancellationToken: Ct);

    private async Task<ProjectClient> NewAsync(string? path = null, string content = "")
    {
        var project = await domino.NewProjectAsync(Ct);
        if (path is not null)
        {
            await PutAsync(project, path, content);
        }

        return project;
    }
}
