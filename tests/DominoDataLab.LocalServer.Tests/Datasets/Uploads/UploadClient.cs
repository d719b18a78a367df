using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

/// <summary>The upload protocol of Domino's own clients as plain requests, for one dataset.</summary>
internal sealed class UploadClient(LocalDomino server, string dataset, string? apiKey = null) : IDisposable
{
    public HttpClient Http { get; } =
        new()
        {
            BaseAddress = server.Address,
            Timeout = TimeSpan.FromMinutes(2),
            DefaultRequestHeaders = { { "X-Domino-Api-Key", apiKey ?? server.ApiKey } },
        };

    public string Dataset => dataset;

    public string Base { get; } = $"/v4/datasetrw/datasets/{dataset}/snapshot/file";

    /// <summary>The folder that is read and written.</summary>
    public string Head { get; } = Path.Combine(server.DataFolder, "datasets", dataset, "head");

    /// <summary>The folder of uploads that are not finalized.</summary>
    public string Uploads { get; } = Path.Combine(server.DataFolder, "datasets", dataset, "uploads");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A client for the first user's default dataset.</summary>
    public static async Task<UploadClient> ConnectAsync(LocalDomino server)
    {
        using var http = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", server.ApiKey } } };
        var project = (
            await http.ReadAsync($"/v4/gateway/projects/findProjectByOwnerAndName?ownerName={server.UserName}&projectName=quick-start")
        )["id"]!.GetValue<string>();
        return new UploadClient(server, (await http.ReadAsync($"/dataset?projectId={project}"))[0]!["datasetId"]!.GetValue<string>());
    }

    public async Task<string> StartAsync(string? collision = null, string? target = null)
    {
        var (status, reply) = await Http.SendAsync(
            HttpMethod.Post,
            Base + "/start",
            new JsonObject
            {
                ["filePaths"] = new JsonArray(),
                ["fileCollisionSetting"] = collision,
                ["targetRelativePath"] = target,
            }.ToJsonString()
        );
        Assert.True(status == 200, $"{status}: {reply}");
        return reply!.GetValue<string>();
    }

    /// <summary>204: the server wants it; 200: it has it.</summary>
    public async Task<int> TestAsync(string key, TestChunk chunk) =>
        (
            await Http.SendAsync(
                HttpMethod.Get,
                $"{Base}/test?key={key}&resumableChunkNumber={chunk.Number}"
                    + $"&resumableIdentifier={Uri.EscapeDataString(chunk.Identifier)}&resumableTotalChunks={chunk.Total}"
                    + $"&checksum={chunk.Checksum}"
            )
        ).Status;

    public async Task<(int Status, string Text)> SendAsync(string key, TestChunk chunk, HttpContent? body = null)
    {
        using var content = body ?? chunk.Form();
        using var reply = await Http.PostAsync(new Uri(Base + chunk.Query(key), UriKind.Relative), content, Ct);
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>All chunks of a file, as they must arrive.</summary>
    public async Task SendAsync(string key, string path, byte[] content)
    {
        foreach (var chunk in TestChunk.Cut(path, content))
        {
            var (status, text) = await SendAsync(key, chunk);
            Assert.True(status == 200, $"{status}: {text}");
        }
    }

    public async Task<(int Status, JsonNode? Reply)> EndAsync(string key, string? target = null) =>
        await Http.SendAsync(
            HttpMethod.Get,
            $"{Base}/end/{key}{(target is null ? "" : "?targetRelativePath=" + Uri.EscapeDataString(target))}"
        );

    public async Task<(int Status, JsonNode? Reply)> CancelAsync(string key) =>
        await Http.SendAsync(HttpMethod.Get, $"{Base}/cancel/{key}");

    /// <summary>Files, one chunk each or more, from the start to the end.</summary>
    public async Task<(int Status, JsonNode? Reply)> UploadAsync(
        string? collision,
        string? target,
        params (string Path, string Content)[] files
    )
    {
        var key = await StartAsync(collision, target);
        foreach (var (path, content) in files)
        {
            await SendAsync(key, path, Encoding.UTF8.GetBytes(content));
        }

        return await EndAsync(key);
    }

    /// <summary>Everything in the dataset: from the path to the content.</summary>
    public SortedDictionary<string, string> Files() =>
        new(
            Directory.Exists(Head)
                ? Directory
                    .EnumerateFiles(Head, "*", SearchOption.AllDirectories)
                    .ToDictionary(file => Path.GetRelativePath(Head, file), File.ReadAllText)
                : [],
            StringComparer.Ordinal
        );

    public void Dispose() => Http.Dispose();
}
