using System.Text;
using Apache.Arrow;
using DominoDataLab.Client;
using DominoDataLab.Client.Transfers;
using DominoDataLab.Data;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.TrainingSets;
using DominoDataLab.Data.Vectors;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;

// The pages show the calls as a program writes them, without the test's token.
#pragma warning disable xUnit1051

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>The examples of object stores, datasets, volumes and training sets on the page about data.</summary>
public sealed class DataExamples : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LocalDomino _server = null!;
    private DominoDataClient _client = null!;
    private ObjectStoreDataSource _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var sources = Path.Combine(_folder.Path, "sources.json");
        await File.WriteAllTextAsync(sources, """{"sources": [{"name": "patients", "engine": "files"}]}""", Ct);
        _server = await LocalDomino.StartAsync(new LocalDominoOptions().AddDataSources(new() { SourcesFile = sources }), Ct);
        using var domino = new DominoClient(new() { Host = _server.Address.AbsoluteUri, ApiKey = _server.ApiKey });
        var project = await domino.Projects.CreateAsync(new() { Name = "fraud" }, Ct);
        _client = new DominoDataClient(
            new DominoDataClientOptions
            {
                Host = _server.Address.AbsoluteUri,
                DataSourceProxy = _server.Address.AbsoluteUri,
                TrainingSetHost = _server.Address.AbsoluteUri,
                TrainingSetFolder = Path.Combine(_folder.Path, "training-sets"),
                ProjectId = project.Id,
                ApiKey = _server.ApiKey,
                Token = null,
                TokenFile = null,
                TokenService = null,
            }
        );
        _store = await _client.DataSources.GetObjectStoreAsync("patients", Ct);
        await _store.PutAsync("2024/visits.csv", "id,age\n1,50\n"u8.ToArray(), Ct);
    }

    [Fact]
    public async Task Objects_are_read_and_written()
    {
        var (store, folder) = (_store, _folder.Path);

        // docs: object stores
        await store.PutAsync("notes/hello.txt", Encoding.UTF8.GetBytes("hello"));
        await store.UploadAsync(Path.Combine(folder, "sources.json"), "notes/sources.json");
        await foreach (var key in store.ListAsync("notes/"))
        {
            var content = await store.GetAsync(key);
            Console.WriteLine($"{key}: {content.Length} bytes");
        }
        // end

        Assert.Equal("hello"u8.ToArray(), await store.GetAsync("notes/hello.txt", Ct));
        Assert.Equal(2, await store.ListAsync("notes/").CountAsync(Ct));
    }

    [Fact]
    public async Task An_object_is_read_as_it_arrives()
    {
        var store = _store;
        var lines = 0;

        // docs: object stream
        await using var stream = await store.OpenReadAsync("2024/visits.csv");
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { } line)
        {
            lines += line.Length > 0 ? 1 : 0;
        }
        // end

        Assert.Equal(2, lines);
    }

    [Fact]
    public async Task An_object_is_downloaded_in_parts()
    {
        var (store, folder, progress) = (_store, _folder.Path, new Progress<TransferProgress>());

        // docs: object download
        var result = await store.DownloadAsync(
            "2024/visits.csv",
            Path.Combine(folder, "visits.csv"),
            new ObjectDownloadOptions
            {
                MaxConcurrency = 16,
                PartSize = 32 << 20,
                Resume = true,
                Progress = progress,
            }
        );
        Console.WriteLine($"{result.BytesTransferred} bytes in {result.Elapsed.TotalSeconds:0.0} s");
        // end

        Assert.Equal(12, result.BytesTransferred);
    }

    [Fact]
    public void Settings_and_credentials_of_your_own()
    {
        var store = _store;

        // docs: object override
        var other = store.With(new S3Config { Bucket = "other-bucket", Region = "eu-central-1" });
        // end

        Assert.NotSame(store, other);
    }

    [Fact]
    public async Task Errors_say_what_the_server_said()
    {
        var (store, output) = (_store, new StringWriter());

        // docs: object error
        try
        {
            await store.GetAsync("2024/none.csv");
        }
        catch (DominoApiException error)
        {
            await output.WriteLineAsync($"{(int)error.StatusCode}: {error.Message}");
        }
        // end

        Assert.StartsWith("40", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_vector_database_behind_the_gateway()
    {
        // docs: vector gateway
        var gateway = VectorGateway.Pinecone("my-pinecone", index: "documents");
        using var http = new HttpClient(new VectorGatewayHandler(gateway) { InnerHandler = new SocketsHttpHandler() });
        http.BaseAddress = new Uri(gateway.Host);
        // end

        Assert.Equal("documents", gateway.Headers["X-Domino-Pinecone-Index"]);
    }

    [Fact]
    public async Task Training_sets_are_found_and_changed()
    {
        var client = _client;
        await client.TrainingSets.CreateVersionAsync(
            new() { TrainingSetName = "payments", Meta = new Dictionary<string, string> { ["stage"] = "test" } },
            TrainingFrame.FromColumns(TrainingColumn.Create("amount", new[] { 1.5 })),
            Ct
        );

        // docs: training set find
        var versions = await client.TrainingSets.ListVersionsAsync(
            new() { TrainingSetName = "payments", Meta = new Dictionary<string, string> { ["stage"] = "test" } }
        );
        foreach (var version in versions)
        {
            await client.TrainingSets.UpdateVersionAsync(version with { Description = "Payments of the first quarter" });
        }
        // end

        Assert.Equal("Payments of the first quarter", (await client.TrainingSets.GetVersionAsync("payments", 1, Ct)).Description);
    }

    [Fact]
    public async Task A_stream_of_batches_becomes_a_training_set()
    {
        var client = _client;
        var schema = TrainingFrame.FromColumns(TrainingColumn.Create("amount", new[] { 1.5 })).Schema;
        var batches = new[] { new RecordBatch(schema, [TrainingColumn.Create("amount", new[] { 1.5, 2.5 }).Values], 2) }.ToAsyncEnumerable();

        // docs: training set stream
        var frame = new TrainingFrame(schema, batches);
        var version = await client.TrainingSets.CreateVersionAsync(new() { TrainingSetName = "streamed" }, frame);
        // end

        Assert.Equal(["amount"], version.AllColumns);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        if (!OperatingSystem.IsWindows())
        {
            foreach (var folder in Directory.GetDirectories(_folder.Path, "*", SearchOption.AllDirectories))
            {
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserWrite);
            }
        }

        _folder.Dispose();
    }
}
