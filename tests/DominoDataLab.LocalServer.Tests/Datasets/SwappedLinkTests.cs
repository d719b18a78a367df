using DominoDataLab.LocalServer.Tests.Datasets.Uploads;
using DominoDataLab.LocalServer.Tests.Storage;

namespace DominoDataLab.LocalServer.Tests.Datasets;

/// <summary>
/// A job puts a symbolic link in the place of a folder of its dataset while the server reads or writes there. The server stays in the
/// dataset.
/// </summary>
public sealed class SwappedLinkTests : IAsyncLifetime
{
    private const string Secret = "a file of the server";
    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory();
    private LocalDomino _server = null!;
    private UploadClient _dataset = null!;
    private string _head = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Shell.RequireLinux();
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada" }, Ct);
        _dataset = await UploadClient.ConnectAsync(_server);
        _head = (string)(await _dataset.Http.ReadAsync($"/v4/datasetrw/datasets/{_dataset.Dataset}"))["readWriteSnapshotId"]!;
        await File.WriteAllTextAsync(Path.Combine(_outside.FullName, "x.txt"), Secret, Ct);
        Directory.CreateDirectory(Path.Combine(_dataset.Head, "folder"));
        await File.WriteAllTextAsync(Path.Combine(_dataset.Head, "folder", "x.txt"), "a file of the dataset", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _dataset?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _outside.Delete(recursive: true);
    }

    [Fact]
    public async Task Reads_never_leave_the_dataset()
    {
        await using var swaps = new Swaps(_dataset.Head, _outside.FullName);
        var replies = new HashSet<string>();
        await Parallel.ForAsync(
            0,
            3000,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Ct },
            async (_, token) =>
            {
                using var reply = await _dataset.Http.GetAsync(
                    new Uri($"/v4/datasetrw/snapshot/{_head}/file/raw?path=folder%2Fx.txt", UriKind.Relative),
                    token
                );
                var text = reply.IsSuccessStatusCode ? await reply.Content.ReadAsStringAsync(token) : $"{(int)reply.StatusCode}";
                lock (replies)
                {
                    replies.Add(text);
                }
            }
        );
        Assert.DoesNotContain(Secret, replies);
        Assert.Contains("a file of the dataset", replies);
        Assert.Subset(new HashSet<string> { "a file of the dataset", "404" }, replies);
    }

    [Fact]
    public async Task Snapshots_never_copy_from_elsewhere()
    {
        await using var swaps = new Swaps(_dataset.Head, _outside.FullName);
        for (var number = 0; number < 15; number++)
        {
            var (status, made) = await _dataset.Http.SendAsync(
                HttpMethod.Post,
                "/v4/datasetrw/snapshot",
                $$"""{"datasetId":"{{_dataset.Dataset}}","relativeFilePaths":[]}"""
            );
            Assert.True(status is 200 or 201, made?.ToJsonString());
            var id = (string)made!["id"]!;
            await Eventually.GetAsync(
                async () => (string?)(await _dataset.Http.ReadAsync($"/v4/datasetrw/snapshot/{id}"))["snapshot"]!["lifecycleStatus"],
                word => word is "Active" or "Failed",
                "the snapshot to be made"
            );
        }

        var snapshots = new DirectoryInfo(Path.Combine(_server.DataFolder, "datasets", _dataset.Dataset, "snapshots"));
        var withoutLinks = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in snapshots.EnumerateFiles("x.txt", withoutLinks))
        {
            Assert.NotEqual(Secret, await File.ReadAllTextAsync(file.FullName, Ct));
        }
    }

    [Fact]
    public async Task Uploads_never_write_elsewhere()
    {
        await using var swaps = new Swaps(_dataset.Head, _outside.FullName);
        for (var number = 0; number < 60; number++)
        {
            _ = await _dataset.UploadAsync("Overwrite", null, ($"folder/new{number}.txt", "from an upload"));
        }

        Assert.Equal(["x.txt"], _outside.GetFiles().Select(file => file.Name));
    }

    /// <summary>Swaps a folder for a link to another one and back, as fast as it goes.</summary>
    private sealed class Swaps : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task _work;

        public Swaps(string head, string outside)
        {
            string folder = Path.Combine(head, "folder"),
                aside = Path.Combine(head, "aside");
            _work = Task.Run(() =>
            {
                while (!_end.IsCancellationRequested)
                {
                    Directory.Move(folder, aside);
                    while (!TryLinkAndRestore(folder, aside, outside))
                    {
                        // The server has made the folder anew meanwhile.
                    }
                }
            });
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _work;
            _end.Dispose();
        }

        private static bool TryLinkAndRestore(string folder, string aside, string outside)
        {
            try
            {
                if (new DirectoryInfo(folder) is { Exists: true, LinkTarget: null })
                {
                    Directory.Delete(folder, recursive: true);
                }

                File.CreateSymbolicLink(folder, outside);
                File.Delete(folder);
                Directory.Move(aside, folder);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
