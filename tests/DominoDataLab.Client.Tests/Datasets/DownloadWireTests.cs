using System.Text;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Datasets;

/// <summary>Downloads detect replies of proxies and other programs between the client and Domino.</summary>
public sealed class DownloadWireTests : IAsyncLifetime
{
    private const string Dataset = "5c6397f0721d1823e2d5d37d";
    private const string Snapshot = "0ce97989301263c3c9a74309";
    private const string Raw = $"GET /v4/datasetrw/snapshot/{Snapshot}/file/raw";

    private readonly RecordedEndpoint _endpoint = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("domino-download-").FullName;
    private DominoClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _client = _endpoint.Connect();
        _endpoint.Answer(
            $"GET /v4/datasetrw/files/{Snapshot}",
            """{"rows":[{"name":{"label":"a.csv","fileName":"a.csv","isDirectory":false,"sizeInBytes":3},"size":"""
                + """{"label":"","sizeInBytes":3}}]}"""
        );
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_body_that_ends_too_early_without_having_told_its_length_was_cut_and_is_asked_for_again()
    {
        _endpoint.AnswerInTurn(Raw, Body("12") with { TellsNoLength = true }, Body("123") with { TellsNoLength = true });
        await DownloadAsync();
        Assert.Equal("123", await File.ReadAllTextAsync(Path.Combine(_folder, "a.csv"), Ct));
        Assert.Equal(2, _endpoint.Count(Raw));
    }

    [Fact]
    public async Task A_web_page_instead_of_a_file_is_refused_even_if_its_length_matches()
    {
        _endpoint.Answer(Raw, _ => RawReply.Html("<p>"));
        var error = await Assert.ThrowsAsync<DominoApiException>(DownloadAsync);
        Assert.Contains("web page", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("1234")]
    public async Task A_complete_body_of_another_length_than_listed_is_refused(string content)
    {
        _endpoint.Answer(Raw, _ => Body(content));
        var error = await Assert.ThrowsAsync<DominoException>(DownloadAsync);
        Assert.Contains("lists 'a.csv' with 3 bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(1L << 53)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 2 + 1)]
    [InlineData(-1)]
    public async Task A_size_that_no_file_can_have_costs_no_memory_and_no_time(long size)
    {
        string Row(string name) =>
            $$$"""{"name":{"label":"{{{name}}}","fileName":"{{{name}}}","isDirectory":false},"""
            + $$$""" "size":{"label":"","sizeInBytes":{{{size}}}}}""";
        _endpoint.Answer($"GET /v4/datasetrw/files/{Snapshot}", $$"""{"rows":[{{Row("a.csv")}},{{Row("b.csv")}}]}""");
        _endpoint.Answer(Raw, _ => Body("123"));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var error = await Assert.ThrowsAsync<DominoException>(DownloadAsync);
        Assert.Contains($"with {size} bytes, but ", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);
        Assert.InRange(_endpoint.Count(Raw), 1, 8);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder), file => file.EndsWith(".csv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Folders_that_nest_without_end_end_the_download()
    {
        var list = $"GET /v4/datasetrw/files/{Snapshot}";
        _endpoint.Answer(
            list,
            """
            {"rows":[{"name":{"label":"a","fileName":"a","isDirectory":true}},
            {"name":{"label":"b","fileName":"b","isDirectory":true}}]}
            """
        );
        var error = await Assert.ThrowsAsync<DominoException>(DownloadAsync);
        Assert.Contains("is more than 256 levels deep", error.Message, StringComparison.Ordinal);
        Assert.InRange(_endpoint.Count(list), 1, 300);
    }

    private static RawReply Body(string text) => new(200, Encoding.UTF8.GetBytes(text)) { ContentType = "application/octet-stream" };

    private Task DownloadAsync() =>
        _client.Datasets.Files.DownloadAllAsync(Dataset, _folder, new DatasetDownloadOptions { Snapshot = Snapshot }, Ct);
}
