using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-RAW-GZIP: a compressed reply was handed out as it came.</summary>
public sealed class DRawGzipTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_compressed_file_is_read_as_what_it_holds()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            $"GET /api/projects/v1/projects/{RecordedEndpoint.ProjectId}/files/c1/a.txt/content",
            _ => RawReply.Compressed("gzip", "content")
        );
        using var client = server.Connect();
        using var reader = new StreamReader(await client.Project("ada/p").Files.OpenReadAsync("a.txt", "c1", Ct));
        Assert.Equal("content", await reader.ReadToEndAsync(Ct));
    }
}
