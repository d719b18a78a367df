using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>The tables of options on the page about transfers are complete and give the true defaults.</summary>
public sealed class TransferPageTests
{
    [Theory]
    [InlineData(typeof(DatasetUploadOptions))]
    [InlineData(typeof(DatasetDownloadOptions))]
    public void The_page_lists_every_option(Type options)
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "transfers.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|'))
            .ToList();
        var (other, word) = options == typeof(DatasetUploadOptions) ? ("downloads", "uploads") : ("uploads", "downloads");
        var documented = rows.Where(row => row[2].Trim() != other).SelectMany(row => row[1].Split(',')).Select(name => name.Trim(' ', '`'));
        Assert.Equal(
            options.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal)
        );
        Assert.Contains(rows, row => row[2].Trim() == word);
    }

    [Fact]
    public void The_numbers_on_the_page_are_the_defaults()
    {
        var (page, usual) = (File.ReadAllText(Path.Combine(Repository.Root, "docs", "transfers.md")), new DatasetUploadOptions());
        Assert.Equal(usual.MaxConcurrency, new DatasetDownloadOptions().MaxConcurrency);
        Assert.Contains($"| `MaxConcurrency` | both | {usual.MaxConcurrency} |", page, StringComparison.Ordinal);
        Assert.Contains($"| `ChunkSize` | both | {usual.ChunkSize >> 20} MiB |", page, StringComparison.Ordinal);
        Assert.Contains($"| `MaxRetries` | both | {usual.MaxRetries} |", page, StringComparison.Ordinal);
        var tool = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));
        Assert.Contains($"simultaneous requests, 1 to 256 | {usual.MaxConcurrency} |", tool, StringComparison.Ordinal);
        Assert.Contains($"`64KiB` to `1GiB` | `{usual.ChunkSize >> 20}MiB` |", tool, StringComparison.Ordinal);
    }
}
