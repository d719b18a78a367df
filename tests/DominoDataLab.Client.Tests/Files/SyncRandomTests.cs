using DominoDataLab.Client.Files;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Files;

/// <summary>Two people edit, delete and sync, and lose the memory of a sync, in an order that a seed says.</summary>
public sealed class SyncRandomTests(DominoFixture domino)
{
    private static readonly string[] Paths = ["a", "b", "deep/c", "deep/d", "e f"];
    private static readonly SyncOptions Both = new() { Conflicts = SyncConflictPolicy.KeepBoth, Delete = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task No_version_is_lost_and_both_end_with_the_same_files(int seed)
    {
        var random = new Random(seed);
        var project = await domino.NewProjectAsync(Ct);
        using var ada = new Person();
        using var bob = new Person();
        for (var round = 0; round < 12; round++)
        {
            var who = random.Next(2) == 0 ? ada : bob;
            for (var edits = random.Next(4); edits > 0; edits--)
            {
                who.Edit(random, $"{seed} {round} {edits}");
            }

            if (random.Next(5) == 0 && File.Exists(who.Folder.State))
            {
                // The memory of the sync is lost, as after a copy of the folder without it.
                File.Delete(who.Folder.State);
            }

            if (random.Next(3) > 0)
            {
                await who.SyncAsync(project);
            }
        }

        foreach (var who in new[] { ada, bob, ada, bob })
        {
            await who.SyncAsync(project);
        }

        Assert.Equal(ada.Folder.Files, bob.Folder.Files);
        Assert.Equal(ada.Folder.Files, await SyncTests.PathsAsync(project));
        foreach (var path in ada.Folder.Files)
        {
            Assert.Equal(ada.Folder[path], bob.Folder[path]);
            Assert.Equal(ada.Folder[path], await SyncTests.ReadAsync(project, path));
        }
    }

    private sealed class Person : IDisposable
    {
        // What was written here since the last sync, and is still wanted.
        private readonly Dictionary<string, string> _unsaved = [];

        public LocalCopy Folder { get; } = new();

        public void Edit(Random random, string text)
        {
            var path = Paths[random.Next(Paths.Length)];
            _unsaved.Remove(path);
            if (random.Next(3) > 0)
            {
                // Of equal length, so that no size tells.
                Folder.With(path, text.PadRight(20));
                _unsaved[path] = text.PadRight(20);
            }
            else if (File.Exists(Folder.At(path)))
            {
                File.Delete(Folder.At(path));
            }
        }

        public async Task SyncAsync(ProjectClient project)
        {
            var result = await project.Files.SyncAsync(Folder.Root, Both, Ct);
            Assert.Equal(await project.Files.GetHeadAsync(Ct), result.CommitId);
            var here = Folder.Files.Select(path => Folder[path]).ToHashSet();
            Assert.All(_unsaved.Values, text => Assert.Contains(text, here));
            Assert.Empty(await project.Files.StatusAsync(Folder.Root, Ct));
            _unsaved.Clear();
        }

        public void Dispose() => Folder.Dispose();
    }
}
