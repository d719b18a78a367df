using System.Security.Cryptography;
using System.Text;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Files;

/// <summary>Files of projects over a network that fails, or answers in the server's place.</summary>
public sealed class BrokenDownloadTests
{
    private const string Commit = "1111111111111111111111111111111111111111";
    private const string Key = "2222222222222222222222222222222222222222";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_breaks_within_a_file_costs_no_more_than_asking_again()
    {
        await using var server = await DominoFixture.StartServerAsync(
            "faults that are switched on",
            new LocalDominoOptions { EnableFaults = true }
        );
        using var client = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var project = client.Project($"{server.UserName}/quick-start");
        var content = RandomNumberGenerator.GetBytes(300_000);
        await project.Files.UploadAsync(content, "a.bin", cancellationToken: Ct);
        var route =
            $"GET /api/projects/v1/projects/{await project.GetIdAsync(Ct)}/files/{await project.Files.GetHeadAsync(Ct)}/a.bin/content";

        using var folder = new LocalCopy();
        server.Faults.FailNext(route, status: 0, cutAfterBytes: 1000);
        Assert.Equal(
            content.Length,
            (await project.Files.DownloadAsync("a.bin", folder.At("one"), cancellationToken: Ct)).BytesTransferred
        );
        server.Faults.FailNext(route, status: 0, cutAfterBytes: 100_000);
        Assert.Equal(1, (await project.Files.DownloadAllAsync(folder.At("all"), new() { Include = ["a.bin"] }, Ct)).FilesTransferred);
        server.Faults.FailNext(route, status: 0, cutAfterBytes: 1);
        Assert.Equal(
            1,
            (
                await project.Files.SyncAsync(
                    folder.At("sync"),
                    new() { Direction = Client.Files.SyncDirection.Download, Include = ["a.bin"] },
                    Ct
                )
            ).Downloaded
        );
        foreach (var path in new[] { "one", "all/a.bin", "sync/a.bin" })
        {
            Assert.Equal(content, await File.ReadAllBytesAsync(folder.At(path), Ct));
        }

        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories),
            path => Path.GetFileName(path).StartsWith(".domino-", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_page_in_the_place_of_a_file_is_not_taken_for_it()
    {
        await using var endpoint = Endpoint(RawReply.Html("<title>Log in</title>"));
        using var client = endpoint.Connect();
        using var folder = new LocalCopy();
        var error = await Assert.ThrowsAsync<DominoApiException>(() =>
            client.Project("ada/p").Files.DownloadAsync("a.csv", folder.At("a.csv"), cancellationToken: Ct)
        );
        Assert.Contains("web page", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
        var page = await client.Project("ada/p").Files.DownloadAsync("a.html", folder.At("a.html"), cancellationToken: Ct);
        Assert.Equal(21, page.BytesTransferred);
    }

    [Fact]
    public async Task An_end_that_nothing_foretold_is_held_against_the_list()
    {
        await using var endpoint = Endpoint(new RawReply(200, Encoding.UTF8.GetBytes("12")) { TellsNoLength = true });
        using var client = endpoint.Connect();
        using var folder = new LocalCopy();
        var error = await Assert.ThrowsAsync<DominoException>(() =>
            client.Project("ada/p").Files.DownloadAsync("a.csv", folder.At("a.csv"), cancellationToken: Ct)
        );
        Assert.Contains("with 3 bytes, but 2 bytes arrived", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("{}", """{"data":[]}""")]
    [InlineData("""{"id":null}""", """{"data":[]}""")]
    [InlineData($$"""{"id":"{{Commit}}"}""", "{}")]
    [InlineData($$"""{"id":"{{Commit}}"}""", """{"data":null}""")]
    public async Task A_reply_without_what_it_must_have_is_an_error_that_says_so(string head, string list)
    {
        await using var endpoint = Endpoint(RawReply.Json("{}"), head, list);
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<InvalidResponseException>(() =>
            client.Project("ada/p").Files.ListAsync(cancellationToken: Ct).ToListAsync(Ct).AsTask()
        );
        Assert.Contains("The response is not valid", error.Message, StringComparison.Ordinal);
    }

    private static RawEndpoint Endpoint(RawReply content, string? head = null, string? list = null) =>
        new(request =>
            request.Path switch
            {
                "/version" => RawReply.Json("""{"version":"6.0.0"}"""),
                "/v4/gateway/projects/findProjectByOwnerAndName" => RawReply.Json(
                    """{"id":"5c6397f0721d1823e2d5d37d","name":"p","owner":{"userName":"ada"}}"""
                ),
                var path when path.EndsWith("/commits/head", StringComparison.Ordinal) => RawReply.Json(
                    head ?? $$"""{"id":"{{Commit}}"}"""
                ),
                var path when path.StartsWith("/v1/projects/ada/p/files/", StringComparison.Ordinal) => RawReply.Json(
                    list ?? $$"""{"data":[{"path":"a.csv","key":"{{Key}}","size":3},{"path":"a.html","key":"{{Key}}","size":21}]}"""
                ),
                _ => content,
            }
        );
}
