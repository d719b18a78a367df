using DominoDataLab.Client.Datasets;

// The pages show the calls as a program writes them, without the test's token.
#pragma warning disable xUnit1051

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>The examples of the page about moving data, and that it tells of every dial.</summary>
public sealed class TransferExamples(ToolFixture tool)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transfers()
    {
        using var source = new TemporaryFolder();
        using var copy = new TemporaryFolder();
        var (folder, target) = (source.Path, copy.Path);
        source.Write("may.csv", "wheat,1\n");
        source.Write("june.csv", "wheat,2\n");
        source.Write("notes.txt", "dry");
        source.Write("may.tmp", "");
        var project = tool.Client.Project(await tool.NewProjectAsync());
        await project.Datasets.CreateAsync(new() { Name = "prices" }, Ct);

        // docs: transfers
        var sent = await project.Datasets.Files.UploadAsync("prices", folder, new()
        {
            RelativeTo = folder,
            TargetPath = "2026",
            Exclude = ["*.tmp"],
            Collision = CollisionPolicy.Overwrite,
        });
        Console.WriteLine($"{sent.FilesTransferred} files, {sent.BytesTransferred} bytes; {sent.BytesResumed} bytes were there from an earlier call");

        await project.Datasets.Files.DownloadAllAsync("prices", target, new() { Folder = "2026", Include = ["*.csv"] });
        // end
        Assert.Equal(3, sent.FilesTransferred);
        Assert.Equal(["june.csv", "may.csv"], Directory.GetFiles(target).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(typeof(DatasetUploadOptions))]
    [InlineData(typeof(DatasetDownloadOptions))]
    public void The_page_has_every_dial(Type options)
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "transfers.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')).ToList();
        var (other, word) = options == typeof(DatasetUploadOptions) ? ("downloads", "uploads") : ("uploads", "downloads");
        var documented = rows.Where(row => row[2].Trim() != other).SelectMany(row => row[1].Split(',')).Select(name => name.Trim(' ', '`'));
        Assert.Equal(options.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
        Assert.Contains(rows, row => row[2].Trim() == word);
    }

    [Fact]
    public void The_page_s_numbers_are_the_defaults()
    {
        var (page, usual) = (File.ReadAllText(Path.Combine(Repository.Root, "docs", "transfers.md")), new DatasetUploadOptions());
        Assert.Equal(usual.MaxConcurrency, new DatasetDownloadOptions().MaxConcurrency);
        Assert.Contains($"| `MaxConcurrency` | both | {usual.MaxConcurrency} |", page, StringComparison.Ordinal);
        Assert.Contains($"| `ChunkSize` | both | {usual.ChunkSize >> 20} MiB |", page, StringComparison.Ordinal);
        Assert.Contains($"| `MaxRetries` | both | {usual.MaxRetries} |", page, StringComparison.Ordinal);
        var tool = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));
        Assert.Contains($"requests at once, 1 to 256; default {usual.MaxConcurrency} |", tool, StringComparison.Ordinal);
        Assert.Contains($"default `{usual.ChunkSize >> 20}MiB` |", tool, StringComparison.Ordinal);
    }
}
