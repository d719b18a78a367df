using DominoDataLab.LocalServer.Tests.Datasets.Uploads;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Tests.Storage;

public sealed class DiskTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_said_and_nothing_is_half_written()
    {
        await using var disk = await SmallDisk.MountAsync("size=24m");
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { DataFolder = Path.Combine(disk.Folder, "data") },
            Ct
        );
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await project.PutAsync("before.txt", "before");
        var head = await project.HeadAsync();
        using (var body = new ByteArrayContent(new byte[40_000_000]))
        using (var reply = await project.PutAsync("large.bin", body))
        {
            Assert.Equal(507, (int)reply.StatusCode);
            Assert.Contains("Free some space", await reply.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        // Fits once, but not twice: it fails when it becomes part of the project.
        var noise = new byte[14_000_000];
        new Random(1).NextBytes(noise);
        using (var body = new ByteArrayContent(noise))
        using (var reply = await project.PutAsync("noise.bin", body))
        {
            Assert.Equal(507, (int)reply.StatusCode);
        }

        Assert.Equal(head, await project.HeadAsync());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.DataFolder, "incoming")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.DataFolder, "repositories", project.Id + ".git", "objects")));

        // The disk is full: even a small write fails with a clear error, and everything works again when there is space.
        await disk.FillAsync();
        using (var body = new StringContent(new string('x', 100_000)))
        using (var reply = await project.PutAsync("small.txt", body))
        {
            Assert.Equal(507, (int)reply.StatusCode);
        }

        disk.MakeRoom();
        await project.PutAsync("small.txt", "small");
        Assert.Equal([".dominoignore", "before.txt", "small.txt"], await project.FilesAsync());
    }

    [Fact]
    public async Task A_piece_that_finds_the_disk_full_is_said_and_can_be_sent_again()
    {
        await using var disk = await SmallDisk.MountAsync("size=24m");
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { DataFolder = Path.Combine(disk.Folder, "data") },
            Ct
        );
        using var uploads = await UploadClient.ConnectAsync(server);
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        var chunks = TestChunk.Cut("d/x", content, 1_000_000);
        var key = await uploads.StartAsync();
        Assert.Equal(200, (await uploads.SendAsync(key, chunks[0])).Status);
        await disk.FillAsync();
        foreach (var chunk in new[] { chunks[1], TestChunk.Cut("d/other", content, 3_000_000)[0] })
        {
            var (status, text) = await uploads.SendAsync(key, chunk);
            Assert.Equal(507, status);
            Assert.Contains("Free some space", text, StringComparison.Ordinal);
            Assert.Equal(204, await uploads.TestAsync(key, chunk));
        }

        disk.MakeRoom();
        foreach (var chunk in chunks[1..])
        {
            Assert.Equal(200, (await uploads.SendAsync(key, chunk)).Status);
        }

        Assert.Equal(200, (await uploads.EndAsync(key)).Status);
        Assert.Equal(
            ["d/x"],
            Directory
                .EnumerateFiles(uploads.Head, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(uploads.Head, file))
        );
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(uploads.Head, "d", "x"), Ct));
    }

    [Fact]
    public async Task A_job_that_fills_the_disk_ends_and_the_server_keeps_running()
    {
        await using var disk = await SmallDisk.MountAsync("size=16m");
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { DataFolder = Path.Combine(disk.Folder, "data"), MaxConcurrentJobs = 1 },
            Ct
        );
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        var job = await project.RunAsync("cat /dev/zero >big\nseq 1 200000\n");
        Assert.Contains(job["statuses"]!["executionStatus"]!.GetValue<string>(), (string[])["Failed", "Error"]);
        job = await project.RunAsync("echo fine\n");
        Assert.Equal("Succeeded", job["statuses"]!["executionStatus"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_folder_that_can_not_be_written_is_named()
    {
        await using var disk = await SmallDisk.MountAsync("size=1m,ro");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            LocalDomino.StartAsync(new LocalDominoOptions { DataFolder = Path.Combine(disk.Folder, "data") }, Ct)
        );
        Assert.Contains($"The data folder '{disk.Folder}/data' can't be written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_server_and_a_damaged_one_are_told_apart()
    {
        var folder = Directory.CreateTempSubdirectory();
        var options = new LocalDominoOptions { DataFolder = folder.FullName };
        try
        {
            await using (await LocalDomino.StartAsync(options, Ct)) { }

            var file = Path.Combine(folder.FullName, "domino.db");
            await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
            {
                await connection.OpenAsync(Ct);
                await using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA user_version=999";
                await command.ExecuteNonQueryAsync(Ct);
            }

            var newer = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalDomino.StartAsync(options, Ct));
            Assert.Contains("newer version of this server", newer.Message, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, new string('?', 10_000), Ct);
            var damaged = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalDomino.StartAsync(options, Ct));
            Assert.Contains("damaged", damaged.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Fifty_clients_at_once_lose_nothing()
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async i =>
                {
                    for (var turn = 0; turn < 4; turn++)
                    {
                        await project.PutAsync($"client{i}/{turn}", $"{i}.{turn}");
                        Assert.Equal($"{i}.{turn}", await project.ReadAsync($"client{i}/{turn}"));
                        await api.GetAsync($"/v4/jobs?projectId={project.Id}");
                    }
                })
        );
        Assert.Equal(200, (await project.FilesAsync()).Count(path => path.StartsWith("client", StringComparison.Ordinal)));
        Assert.Equal(201, (await project.CommitsAsync()).Count);
    }

    /// <summary>A file system of its own with little room.</summary>
}
