using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Datasets;

/// <summary>The requests of an upload.</summary>
public sealed class UploadWireTests
{
    private const int ChunkSize = 64 << 10;
    private static readonly DatasetUploadOptions Options = new()
    {
        Collision = CollisionPolicy.Overwrite,
        ChunkSize = ChunkSize,
        MaxConcurrency = 1,
        MaxRetries = 1,
    };

    [Fact]
    public async Task A_file_is_a_start_its_pieces_and_an_end()
    {
        var text = new string('x', ChunkSize) + "rest";
        using var tree = new TemporaryTree(("a+b ü.bin", text));
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(tree.Path, Options);
        var common =
            $"resumableIdentifier=65540-a%2Bb%20%C3%BC.bin"
            + $"&resumableRelativePath={tree.Name}%2Fa%2Bb%20%C3%BC.bin&resumableTotalChunks=2&checksum=";
        Assert.Equal(
            [
                UploadStandIn.Start,
                $"{UploadStandIn.Send}?key=the%20key%2F1&resumableChunkNumber=1&resumableChunkSize=65536"
                    + $"&resumableCurrentChunkSize=65536&{common}{Md5(text[..ChunkSize])}",
                $"{UploadStandIn.Send}?key=the%20key%2F1&resumableChunkNumber=2&resumableChunkSize=65536&resumableCurrentChunkSize=4"
                    + $"&{common}{Md5("rest")}",
                UploadStandIn.End,
            ],
            endpoint.Requests.Select(request => request.ToString().Replace($"{tree.Name}/", $"{tree.Name}%2F", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_cancellation_while_a_failed_upload_cleans_up_is_obeyed_within_a_second()
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        using var cancel = new CancellationTokenSource();
        endpoint.Answer(UploadStandIn.Send, """{"message":"refused"}""", 400);
        endpoint.Answer(
            UploadStandIn.Cancel,
            _ =>
            {
                cancel.Cancel();
                return RawReply.Silence;
            }
        );
        using var client = endpoint.Connect();
        var watch = new Stopwatch();
        cancel.Token.Register(watch.Start);
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.Datasets.Files.UploadAsync(UploadStandIn.Dataset, tree.Path, Options, cancel.Token)
        );
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Contains("refused", Assert.IsType<DominoApiException>(error.InnerException).Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(CollisionPolicy.Overwrite, "Overwrite")]
    [InlineData(CollisionPolicy.Rename, "Rename")]
    [InlineData(CollisionPolicy.Skip, "Ignore")]
    [InlineData(CollisionPolicy.Fail, "Ignore")]
    public async Task The_start_names_no_files_and_the_policy(CollisionPolicy policy, string word)
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(tree.Path, Options with { Collision = policy });
        Assert.Equal($$"""{"filePaths":[],"fileCollisionSetting":"{{word}}"}""", endpoint.Only(UploadStandIn.Start).Text);
    }

    [Fact]
    public async Task A_piece_is_a_body_of_one_part_whose_length_is_known()
    {
        using var tree = new TemporaryTree(("ü.csv", "1,2\r\n"));
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(tree.Path, Options);
        var chunk = endpoint.Only(UploadStandIn.Send);
        Assert.Equal("nocheck", chunk.Headers["Csrf-Token"]);
        Assert.Equal($"{chunk.Body.Length}", chunk.Headers["Content-Length"]);
        Assert.False(chunk.Headers.ContainsKey("Transfer-Encoding"));
        Assert.Matches("^multipart/form-data; boundary=[0-9a-f]+$", chunk.Headers["Content-Type"]);
        var boundary = chunk.Headers["Content-Type"].Split('=')[1];
        Assert.Equal(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"{tree.Name}/ü.csv\"; filename=\"ü.csv\"\r\nContent-Type: "
                + $"application/octet-stream\r\n\r\n1,2\r\n\r\n--{boundary}--\r\n",
            chunk.Text
        );
    }

    [Fact]
    public async Task Quotes_and_line_ends_in_names_are_escaped_in_the_part_and_backslashes_are_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        using var tree = new TemporaryTree(("a\"b\r\nc\\d%22.bin", "1"));
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(tree.Path, Options);
        var chunk = endpoint.Only(UploadStandIn.Send);
        Assert.Contains(
            $"\r\nContent-Disposition: form-data; name=\"{tree.Name}/a%22b%0D%0Ac\\d%22.bin\"; filename=\"a%22b%0D%0Ac\\d%22.bin\"\r\n",
            chunk.Text,
            StringComparison.Ordinal
        );
        Assert.Equal($"{tree.Name}/a\"b\r\nc\\d%22.bin", chunk.Query("resumableRelativePath"));
    }

    [Fact]
    public async Task An_empty_file_is_one_empty_piece()
    {
        using var tree = new TemporaryTree(("empty", ""));
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(tree.Path, Options);
        var chunk = endpoint.Only(UploadStandIn.Send);
        Assert.Equal(
            ("1", "0", "1", "0-empty", "D41D8CD98F00B204E9800998ECF8427E"),
            (
                chunk.Query("resumableChunkNumber"),
                chunk.Query("resumableCurrentChunkSize"),
                chunk.Query("resumableTotalChunks"),
                chunk.Query("resumableIdentifier"),
                chunk.Query("checksum")
            )
        );
    }

    [Fact]
    public async Task An_empty_folder_is_a_start_and_an_end()
    {
        using var tree = new TemporaryTree();
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(tree.Path, Options);
        Assert.Equal([UploadStandIn.Start, UploadStandIn.End], endpoint.Requests.Select(request => request.ToString()));
    }

    [Fact]
    public async Task A_test_describes_the_piece_and_an_answer_other_than_204_means_that_it_is_there()
    {
        using var tree = new TemporaryTree(("a b.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.Send, "{}", 503);
        endpoint.Answer(UploadStandIn.Test, "{}", 200);
        await endpoint.UploadAsync(tree.Path, Options);
        Assert.Equal(
            $"{UploadStandIn.Test}?key=the%20key%2F1&resumableChunkNumber=1&resumableIdentifier=1-a%20b.csv&resumableTotalChunks=1"
                + $"&checksum={Md5("1")}",
            endpoint.Only(UploadStandIn.Test).ToString()
        );
        Assert.Equal(1, endpoint.Count(UploadStandIn.Send));
    }

    [Fact]
    public async Task The_end_names_the_target_folder()
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(tree.Path, Options with { Folder = "/a&b/ü #1/" });
        Assert.Equal("a&b/ü #1", endpoint.Only(UploadStandIn.End).Query("targetRelativePath"));
        Assert.DoesNotContain("&b", endpoint.Only(UploadStandIn.End).Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\"", UploadStandIn.Dataset)]
    [InlineData("null", "/snapshot/file/start")]
    public async Task Without_a_key_the_error_says_so_and_nothing_is_sent(string key, string says)
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.Start, key);
        var error = await Assert.ThrowsAnyAsync<DominoException>(() => endpoint.UploadAsync(tree.Path, Options));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

#pragma warning disable CA5351 // The protocol's checksum.
    private static string Md5(string text) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
