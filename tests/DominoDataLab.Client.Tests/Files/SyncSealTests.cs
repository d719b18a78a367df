using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Files;

/// <summary>The memory of a sync counts only where and for whom it was made, so that none from elsewhere deletes a file.</summary>
[Collection(ProcessVariables.Collection)]
public sealed class SyncSealTests(DominoFixture domino)
{
    private static readonly SyncOptions Deleting = new() { Delete = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_that_no_sync_wrote_deletes_no_file()
    {
        using var folder = new LocalCopy().With("precious", "1");
        var project = await domino.NewProjectAsync(Ct);
        var state = new JsonObject
        {
            ["version"] = 1,
            ["projectId"] = await project.GetIdAsync(Ct),
            ["commitId"] = await project.Files.GetHeadAsync(Ct),
            ["files"] = new JsonObject
            {
                ["precious"] = new JsonObject
                {
                    ["key"] = Sha1("1"),
                    ["git"] = Sha1("blob 1\u00001"),
                    ["sha1"] = Sha1("1"),
                    ["size"] = 1,
                    ["lastWrite"] = File.GetLastWriteTimeUtc(folder.At("precious")).Ticks,
                },
            },
        };
        foreach (var seal in new string?[] { null, new('0', 64) })
        {
            state["seal"] = seal;
            folder.With(".domino/state.json", state.ToJsonString());
            Assert.Null(SyncedFolder.Find(folder.Root));
            var plan = await project.Files.PlanSyncAsync(folder.Root, Deleting, Ct);
            Assert.Contains("upload    precious (1 bytes): added here", plan.ToString(), StringComparison.Ordinal);
        }

        await project.Files.SyncAsync(folder.Root, Deleting, Ct);
        Assert.Equal("1", folder["precious"]);
        Assert.Equal(folder.Root, SyncedFolder.Find(folder.Root)?.Path);
    }

    [Fact]
    public async Task A_copy_of_a_synced_folder_is_at_its_first_sync()
    {
        using var folder = new LocalCopy().With("a", "1");
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        using var copy = new LocalCopy().With("a", "1").With(".domino/state.json", await File.ReadAllTextAsync(folder.State, Ct));
        File.SetLastWriteTimeUtc(copy.At("a"), File.GetLastWriteTimeUtc(folder.At("a")));
        await project.Files.DeleteAsync(["a"], Ct);
        await project.Files.SyncAsync(copy.Root, Deleting, Ct);
        Assert.Equal("1", copy["a"]);
        await project.Files.DeleteAsync(["a"], Ct);
        await project.Files.SyncAsync(folder.Root, Deleting, Ct);
        Assert.DoesNotContain("a", folder.Files);
    }

    [Fact]
    public async Task A_folder_that_was_moved_loses_nothing()
    {
        using var folder = new LocalCopy().With("here", "1").With("there", "1");
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        var moved = Path.Combine(folder.Around, "moved");
        Directory.Move(folder.Root, moved);
        File.Delete(Path.Combine(moved, "here"));
        await project.Files.DeleteAsync(["there"], Ct);
        await project.Files.SyncAsync(moved, Deleting, Ct);
        Assert.True(File.Exists(Path.Combine(moved, "here")) && File.Exists(Path.Combine(moved, "there")));
    }

    [Fact]
    public async Task A_link_to_a_synced_folder_leads_to_its_memory()
    {
        using var folder = new LocalCopy().With("a", "1");
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        var link = Path.Combine(folder.Around, "link");
        Directory.CreateSymbolicLink(link, folder.Root);
        File.Delete(folder.At("a"));
        var plan = await project.Files.PlanSyncAsync(link, Deleting, Ct);
        Assert.Equal("remove    a: deleted here\n", plan.ToString());
    }

    [Fact]
    public async Task Without_a_place_for_the_key_nothing_is_done()
    {
        using var file = new TemporaryFile("");
        using var variables = new ProcessVariables(("XDG_DATA_HOME", file.Path));
        using var folder = new LocalCopy().With("a", "1");
        var project = await domino.NewProjectAsync(Ct);
        var error = await Assert.ThrowsAsync<DominoException>(() => project.Files.SyncAsync(folder.Root, null, Ct));
        Assert.Contains("XDG_DATA_HOME", error.Message, StringComparison.Ordinal);
        Assert.Equal([".dominoignore"], await SyncTests.PathsAsync(project));
    }

    [Fact]
    public async Task The_key_is_the_user_s_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no mode there.");
        using var folder = new LocalCopy().With("a", "1");
        using var variables = new ProcessVariables(("XDG_DATA_HOME", folder.Around));
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        var key = new FileInfo(Path.Combine(folder.Around, "domino", "sync.key"));
        Assert.Equal(
            (UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute),
            (key.UnixFileMode, key.Directory!.UnixFileMode)
        );
        Assert.Empty((await project.Files.PlanSyncAsync(folder.Root, null, Ct)).Actions);
        key.Delete();
        Assert.Null(SyncedFolder.Find(folder.Root));
    }

    private static string Sha1(string text)
    {
#pragma warning disable CA5350 // Domino's keys of contents are SHA-1.
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }
}
