using System.Text;
using DominoDataLab.Client;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.Datasets;

/// <summary>Datasets through the data source proxy.</summary>
public sealed class DatasetTests : DataTest
{
    private const string Config = """{"snapshotID": "6700aa000000000000000001", "datasetID": "6700aa000000000000000002"}""";

    [Fact]
    public async Task Case_047_and_048_a_dataset_is_looked_up_by_key_or_token()
    {
        Server.Add("dataset-test", "DatasetConfig", "NoAuth", Config);
        using (var byKey = Server.Client())
        {
            Assert.Equal("dataset-test", (await byKey.Datasets.GetAsync("dataset-test", Stop)).Name);
        }

        using var byToken = Server.Client(options => (options.ApiKey, options.TokenFile) = (null, FileOf("token-1")));
        await byToken.Datasets.GetAsync("dataset-test", Stop);
        Assert.Equal(
            [("key-1", null), (null, "Bearer token-1")],
            Server.Script.Requests.Select(request => (request["X-Domino-Api-Key"], request["Authorization"]))
        );
    }

    [Theory]
    [InlineData(404, "Dataset with name not-a-dataset does not exist")]
    [InlineData(403, "Your role does not authorize you to perform this action")]
    public async Task Case_049_and_050_an_error_has_the_servers_words(int status, string message)
    {
        Server.Script.On(
            "GET",
            "/v4/datasource/name/not-a-dataset",
            ScriptedServer.Json($$"""{"message":"{{message}}","success":false}""", status)
        );
        using var client = Server.Client();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Datasets.GetAsync("not-a-dataset", Stop));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_051_to_054_lists_and_URLs_by_unique_name_need_no_look_up()
    {
        Server.Objects["diabetes.csv"] = Server.Objects["diabetes_changed.csv"] = [];
        using var client = Server.Client(options => options.TokenFile = Path.Combine(Folder, "none"));
        Assert.Equal(
            ["diabetes.csv", "diabetes_changed.csv"],
            await client.Datasets.ListFilesAsync("dataset-test", cancellationToken: Stop).ToListAsync(Stop)
        );
        Assert.Equal(["diabetes.csv"], await client.Datasets.ListFilesAsync("dataset-test", "", 1, Stop).ToListAsync(Stop));
        Assert.Equal(
            ["diabetes_changed.csv"],
            await client.Datasets.ListFilesAsync("dataset-test", "diabetes_", cancellationToken: Stop).ToListAsync(Stop)
        );
        Assert.Contains(
            "aFile",
            (await client.Datasets.GetFileUrlAsync("dataset-test", "aFile", Stop)).OriginalString,
            StringComparison.Ordinal
        );
        Assert.All(
            Server.Script.Requests,
            request =>
            {
                Assert.Equal("dataset-test", request.Json.GetProperty("datasourceId").GetString());
                Assert.Equal(
                    ("{}", "{}"),
                    (
                        request.Json.GetProperty("configOverwrites").GetRawText(),
                        request.Json.GetProperty("credentialOverwrites").GetRawText()
                    )
                );
            }
        );
        Assert.False(Server.Script.Requests[^1].Json.GetProperty("isReadWrite").GetBoolean());
    }

    [Fact]
    public async Task Case_053_and_055_errors_of_the_proxy()
    {
        Server.Script.On(
            "POST",
            "/objectstore/list",
            ScriptedServer.Json("""{"errorType":"internalError","subType":"","rawError":"Error listing files"}""", 500)
        );
        Server.Script.On(
            "POST",
            "/objectstore/key",
            ScriptedServer.Json("""{"errorType":"notFoundError","subType":"","rawError":"object key not found"}""", 400)
        );
        using var client = Server.Client();
        var error = await Assert.ThrowsAsync<DataSourceProxyException>(() =>
            client.Datasets.ListFilesAsync("d", cancellationToken: Stop).ToListAsync(Stop).AsTask()
        );
        Assert.Contains("Error listing files", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<DataSourceProxyException>(() => client.Datasets.GetFileUrlAsync("d", "aFile", Stop));
        Assert.Contains("notFoundError: object key not found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_056_to_058_and_131_every_file_is_read_with_authentication_and_without_a_report()
    {
        Server.Add("d", "DatasetConfig", "NoAuth", Config);
        Server.Objects["diabetes.csv"] = "Pregnancies,Glucose,BloodPressure\n"u8.ToArray();
        Server.Objects["b/c"] = Bytes(10_000);
        using var client = Server.Client();
        var dataset = await client.Datasets.GetAsync("d", Stop);
        Assert.StartsWith(
            "Pregnancies,Glucose,BloodPress",
            Encoding.UTF8.GetString(await dataset.GetAsync("diabetes.csv", Stop)),
            StringComparison.Ordinal
        );
        await foreach (var file in dataset.ListAsync(cancellationToken: Stop))
        {
            await dataset.DownloadAsync(file, Path.Combine(Folder, file), new() { PartSize = 1000 }, Stop);
            Assert.Equal(Server.Objects[file], await File.ReadAllBytesAsync(Path.Combine(Folder, file), Stop));
            await using var stream = await dataset.OpenReadAsync(file, Stop);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Stop);
            Assert.Equal(Server.Objects[file], copy.ToArray());
        }

        var storage = Server.Script.Requests.Where(request => request.Path.StartsWith("/storage/", StringComparison.Ordinal)).ToList();
        Assert.All(storage, request => Assert.Equal("key-1", request["X-Domino-Api-Key"]));
        Assert.DoesNotContain(Server.Script.Requests, request => request.Method == "HEAD");
    }

    [Fact]
    public async Task Case_059_another_snapshot_or_a_subfolder()
    {
        Server.Add("d", "DatasetConfig", "NoAuth", Config);
        using var client = Server.Client();
        var dataset = await client.Datasets.GetAsync("d", Stop);
        await dataset
            .With(new DatasetConfig { SnapshotId = "6700aa000000000000000009" })
            .ListAsync(cancellationToken: Stop)
            .ToListAsync(Stop);
        await dataset.With(new DatasetConfig { Subfolder = "sub" }).GetUrlAsync("a", Stop);
        await dataset.GetUrlAsync("a", Stop);
        Assert.Equal(
            ["""{"snapshotID":"6700aa000000000000000009"}""", """{"subfolder":"sub"}""", "{}"],
            Server.Script.Requests.Skip(1).Select(request => request.Json.GetProperty("configOverwrites").GetRawText())
        );
    }

    [Fact]
    public async Task Case_123_a_401_of_the_storage_is_not_retried()
    {
        Server.Add("d", "DatasetConfig", "NoAuth", Config);
        Server.Script.On("GET", "/storage/a", ScriptedServer.Status(401));
        using var client = Server.Client();
        var dataset = await client.Datasets.GetAsync("d", Stop);
        Assert.Equal(401, (int)(await Assert.ThrowsAsync<DominoApiException>(() => dataset.GetAsync("a", Stop))).StatusCode);
        Assert.Single(Server.Script.To("/storage/a"));
    }

    [Fact]
    public async Task Case_131_an_object_store_can_be_read_as_a_dataset_and_a_database_cannot()
    {
        Server.Add("s3", "S3Config").Add("pg", "PostgreSQLConfig");
        Server.Objects["a"] = [1];
        using var client = Server.Client();
        Assert.Equal([1], await (await client.Datasets.GetAsync("s3", Stop)).GetAsync("a", Stop));
        var error = await Assert.ThrowsAsync<DominoException>(() => client.Datasets.GetAsync("pg", Stop));
        Assert.Contains("its type is PostgreSQLConfig", error.Message, StringComparison.Ordinal);
    }
}
