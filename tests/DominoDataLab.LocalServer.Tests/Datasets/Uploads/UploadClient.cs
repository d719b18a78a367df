using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

/// <summary>The upload protocol of Domino's own clients as plain requests, for one dataset.</summary>
internal sealed class UploadClient(LocalDomino server, string dataset, string? apiKey = null) : IDisposable
{
    public const int PieceSize = 1000;

    public HttpClient Http { get; } = new() { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2), DefaultRequestHeaders = { { "X-Domino-Api-Key", apiKey ?? server.ApiKey } } };

    public string Dataset => dataset;

    public string Base { get; } = $"/v4/datasetrw/datasets/{dataset}/snapshot/file";

    /// <summary>The folder that is read and written.</summary>
    public string Head { get; } = Path.Combine(server.DataFolder, "datasets", dataset, "head");

    /// <summary>Where uploads are until they end.</summary>
    public string Uploads { get; } = Path.Combine(server.DataFolder, "datasets", dataset, "uploads");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A client for the first user's default dataset.</summary>
    public static async Task<UploadClient> ConnectAsync(LocalDomino server)
    {
        using var http = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", server.ApiKey } } };
        var project = (await http.ReadAsync($"/v4/gateway/projects/findProjectByOwnerAndName?ownerName={server.UserName}&projectName=quick-start"))["id"]!.GetValue<string>();
        return new UploadClient(server, (await http.ReadAsync($"/dataset?projectId={project}"))[0]!["datasetId"]!.GetValue<string>());
    }

    public async Task<string> StartAsync(string? collision = null, string? target = null)
    {
        var (status, reply) = await Http.SendAsync(HttpMethod.Post, Base + "/start", new JsonObject { ["filePaths"] = new JsonArray(), ["fileCollisionSetting"] = collision, ["targetRelativePath"] = target }.ToJsonString());
        Assert.True(status == 200, $"{status}: {reply}");
        return reply!.GetValue<string>();
    }

    /// <summary>204: the server wants it; 200: it has it.</summary>
    public async Task<int> TestAsync(string key, TestPiece piece) =>
        (await Http.SendAsync(HttpMethod.Get, $"{Base}/test?key={key}&resumableChunkNumber={piece.Number}&resumableIdentifier={Uri.EscapeDataString(piece.Identifier)}&resumableTotalChunks={piece.Total}&checksum={piece.Checksum}")).Status;

    public async Task<(int Status, string Text)> SendAsync(string key, TestPiece piece, HttpContent? body = null)
    {
        using var content = body ?? piece.Form();
        using var reply = await Http.PostAsync(new Uri(Base + piece.Query(key), UriKind.Relative), content, Ct);
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>All pieces of a file, as they must arrive.</summary>
    public async Task SendAsync(string key, string path, byte[] content)
    {
        foreach (var piece in TestPiece.Cut(path, content))
        {
            var (status, text) = await SendAsync(key, piece);
            Assert.True(status == 200, $"{status}: {text}");
        }
    }

    public async Task<(int Status, JsonNode? Reply)> EndAsync(string key, string? target = null) =>
        await Http.SendAsync(HttpMethod.Get, $"{Base}/end/{key}{(target is null ? "" : "?targetRelativePath=" + Uri.EscapeDataString(target))}");

    public async Task<(int Status, JsonNode? Reply)> CancelAsync(string key) => await Http.SendAsync(HttpMethod.Get, $"{Base}/cancel/{key}");

    /// <summary>Files, one piece each or more, from the start to the end.</summary>
    public async Task<(int Status, JsonNode? Reply)> UploadAsync(string? collision, string? target, params (string Path, string Content)[] files)
    {
        var key = await StartAsync(collision, target);
        foreach (var (path, content) in files)
        {
            await SendAsync(key, path, Encoding.UTF8.GetBytes(content));
        }

        return await EndAsync(key);
    }

    /// <summary>Everything in the dataset: from the path to the content.</summary>
    public SortedDictionary<string, string> Files() => new(
        Directory.Exists(Head)
            ? Directory.EnumerateFiles(Head, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Head, file), File.ReadAllText)
            : [],
        StringComparer.Ordinal);

    public void Dispose() => Http.Dispose();
}

/// <summary>One piece as a client describes it.</summary>
internal sealed record TestPiece(string Path, int Number, int Total, long FullSize, byte[] Content)
{
    public string Identifier { get; init; } = "";

    public string Checksum { get; init; } = Md5(Content);

    public long? Size { get; init; }

    public static List<TestPiece> Cut(string path, byte[] content, int size = UploadClient.PieceSize)
    {
        var total = Math.Max(1, (content.Length + size - 1) / size);
        return [.. Enumerable.Range(1, total).Select(number => new TestPiece(path, number, total, size, content[((number - 1) * size)..Math.Min(number * size, content.Length)]) { Identifier = $"{content.Length}-{path.Split('/')[^1]}" })];
    }

    public string Query(string key) => string.Create(
        CultureInfo.InvariantCulture,
        $"?key={key}&resumableChunkNumber={Number}&resumableChunkSize={FullSize}&resumableCurrentChunkSize={Size ?? Content.Length}&resumableIdentifier={Uri.EscapeDataString(Identifier)}&resumableRelativePath={Uri.EscapeDataString(Path)}&resumableTotalChunks={Total}&checksum={Checksum}");

    public ByteArrayContent Form() => Form(Escape(Path), Escape(Path.Split('/')[^1]), Content);

    public static ByteArrayContent Form(string name, string fileName, byte[] content, string tail = "\r\n--b0undary--\r\n")
    {
        var head = $"--b0undary\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{fileName}\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return new ByteArrayContent([.. Encoding.UTF8.GetBytes(head), .. content, .. Encoding.UTF8.GetBytes(tail)])
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b0undary") },
        };
    }

#pragma warning disable CA5351 // The protocol's checksum.
    public static string Md5(byte[] content) => Convert.ToHexString(MD5.HashData(content));
#pragma warning restore CA5351

    private static string Escape(string name) => name.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
