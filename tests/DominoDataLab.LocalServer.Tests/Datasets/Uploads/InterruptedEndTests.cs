using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

/// <summary>The next server completes an upload whose finalization was killed between two steps.</summary>
public sealed class InterruptedEndTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task It_is_finished_wherever_it_stopped(int done)
    {
        var (key, head, upload) = await StopBeforeTheEndAsync();
        await DoAsync(key, head, upload, done);
        await using var server = await StartAsync();
        using var uploads = await UploadClient.ConnectAsync(server);
        Assert.Equal(["made/sub/in", "new", "old", "untouched"], uploads.Files().Keys);
        Assert.Equal(["new", "new", "new", "old"], uploads.Files().Values);
        Assert.Empty(Directory.EnumerateFileSystemEntries(uploads.Uploads));
        Assert.Equal(200, (await uploads.EndAsync(key)).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Where_it_can_not_be_finished_it_is_undone_and_can_be_ended_again(int done)
    {
        var (key, head, upload) = await StopBeforeTheEndAsync();
        await DoAsync(key, head, upload, done);

        // A job that outlived the server took the name of a file that was still to come.
        Directory.CreateDirectory(Path.Combine(head, "new", "taken"));
        await using var server = await StartAsync();
        using var uploads = await UploadClient.ConnectAsync(server);
        Assert.Equal("old", uploads.Files()["old"]);
        Assert.Equal(["old", "untouched"], uploads.Files().Keys);
        Assert.False(Directory.Exists(Path.Combine(head, "made")));
        Assert.Equal(409, (await uploads.EndAsync(key)).Status);
        Directory.Delete(Path.Combine(head, "new"), recursive: true);
        Assert.Equal(200, (await uploads.EndAsync(key)).Status);
        Assert.Equal(["new", "new", "new", "old"], uploads.Files().Values);
    }

    /// <summary>A dataset with two files, and an upload of three that replaces one of them: whole, not ended.</summary>
    private async Task<(string Key, string Head, string Upload)> StopBeforeTheEndAsync()
    {
        await using var server = await StartAsync();
        using var uploads = await UploadClient.ConnectAsync(server);
        await uploads.UploadAsync(null, null, ("old", "old"), ("untouched", "old"));
        var key = await uploads.StartAsync("Overwrite");
        foreach (var path in new[] { "made/sub/in", "new", "old" })
        {
            await uploads.SendAsync(key, path, "new"u8.ToArray());
        }

        return (key, uploads.Head, Path.Combine(uploads.Uploads, key));
    }

    /// <summary>Writes down the steps of its end, and does the first of them as a server does before it is killed.</summary>
    private async Task DoAsync(string key, string head, string upload, int done)
    {
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "domino.db")};Pooling=False"))
        {
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText = """
                UPDATE dataset_uploads SET state = 'Ending', steps = '[{"Kind":"Make","From":"","To":"made"},
                  {"Kind":"Move","From":"made/sub","To":"made/sub"},{"Kind":"Replace","From":"old","To":"old"},
                    {"Kind":"Move","From":"new","To":"new"}]' WHERE key = $key
                """;
            command.Parameters.AddWithValue("$key", key);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
        }

        var files = Path.Combine(upload, "files");
        var aside = Path.Combine(upload, "replaced", "2");
        Action[] steps =
        [
            () => Directory.CreateDirectory(Path.Combine(head, "made")),
            () => Directory.Move(Path.Combine(files, "made", "sub"), Path.Combine(head, "made", "sub")),
            () =>
            {
                // The old file has a second name aside; the new one has not taken its place yet.
                Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
                File.Copy(Path.Combine(head, "old"), aside);
            },
            () => File.Move(Path.Combine(files, "old"), Path.Combine(head, "old"), overwrite: true),
            () => File.Move(Path.Combine(files, "new"), Path.Combine(head, "new")),
        ];
        foreach (var step in steps[..done])
        {
            step();
        }
    }

    private Task<LocalDomino> StartAsync() =>
        LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", DataFolder = _folder.FullName }, Ct);
}
