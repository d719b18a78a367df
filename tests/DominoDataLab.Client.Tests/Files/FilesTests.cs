using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace DominoDataLab.Client.Tests.Files;

public sealed class FilesTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain.txt")]
    [InlineData("a folder/with #1 & 50%25?/file+name.txt")]
    [InlineData("umlaut ü and emoji 🙂.txt")]
    [InlineData("back\\slash.txt")]
    public async Task A_file_of_any_name_comes_back_as_it_was_sent(string path)
    {
        var project = await domino.NewProjectAsync(Ct);
        var content = RandomNumberGenerator.GetBytes(100_000);
        Assert.Equal(content.Length, (await project.Files.UploadAsync(content, path, cancellationToken: Ct)).BytesTransferred);
        var file = Assert.Single(await project.Files.ListAsync(cancellationToken: Ct).ToListAsync(Ct), file => file.Path == path);

        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var local = Path.Combine(folder.FullName, "downloaded");
            Assert.Equal(content.Length, (await project.Files.DownloadAsync(path, local, cancellationToken: Ct)).BytesTransferred);
            Assert.Equal(content, await File.ReadAllBytesAsync(local, Ct));
            using var blob = new MemoryStream();
            await using (var stream = await project.Files.OpenBlobAsync(file.Key, Ct))
            {
                await stream.CopyToAsync(blob, Ct);
            }

            Assert.Equal(content, blob.ToArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Each_upload_is_a_commit_and_the_newest_comes_first()
    {
        var project = await domino.NewProjectAsync(Ct);
        var before = await project.Files.GetHeadAsync(Ct);
        await project.Files.UploadTextAsync("1", "a.txt", cancellationToken: Ct);
        var commits = await project.Files.ListCommitsAsync(Ct).ToListAsync(Ct);
        Assert.Equal([await project.Files.GetHeadAsync(Ct), before], commits);
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("nul\0")]
    public async Task A_path_out_of_the_project_is_refused_before_it_is_sent(string path)
    {
        var project = domino.Client.Project("a/b");
        await Assert.ThrowsAsync<ArgumentException>(() => project.Files.UploadAsync(Stream.Null, path, cancellationToken: Ct));
    }

    [Fact]
    public async Task A_failed_download_leaves_the_file_that_was_there()
    {
        var project = await domino.NewProjectAsync(Ct);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var local = Path.Combine(folder.FullName, "kept");
            await File.WriteAllTextAsync(local, "kept", Ct);
            var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
                project.Files.DownloadAsync("missing", local, cancellationToken: Ct)
            );
            Assert.Equal(("file", "missing"), (error.Kind, error.Name));
            Assert.Equal("kept", await File.ReadAllTextAsync(local, Ct));
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Uploads_at_the_same_time_all_stay()
    {
        var project = await domino.NewProjectAsync(Ct);
        var names = Enumerable.Range(0, 20).Select(i => $"f{i:00}").ToList();
        await Task.WhenAll(names.Select(name => project.Files.UploadTextAsync(name, name, cancellationToken: Ct)));
        Assert.Equal(
            [".dominoignore", .. names],
            (await project.Files.ListAsync(cancellationToken: Ct).ToListAsync(Ct)).Select(file => file.Path).Order(StringComparer.Ordinal)
        );
    }
}
