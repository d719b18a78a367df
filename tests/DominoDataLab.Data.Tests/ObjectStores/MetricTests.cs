using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.ObjectStores;

/// <summary>Transfers are reported to the proxy.</summary>
public sealed class MetricTests : DataTest
{
    [Theory]
    [InlineData("ADLSConfig", true)]
    [InlineData("GCSConfig", true)]
    [InlineData("GenericS3Config", true)]
    [InlineData("S3Config", true)]
    [InlineData("AzureBlobStorageConfig", false)]
    [InlineData("DatasetConfig", false)]
    [InlineData("NetAppVolumeConfig", false)]
    public async Task Case_014_to_016_transfers_of_four_types_are_reported(string type, bool isReported)
    {
        Server.Add("a", type);
        using var client = Server.Client();
        var store = await client.DataSources.GetObjectStoreAsync("a", Stop);
        await store.UploadAsync(Bytes(1000), "k", Stop);
        await store.GetAsync("k", Stop);
        await store.DownloadAsync("k", Path.Combine(Folder, "k"), cancellationToken: Stop);
        using var stream = new MemoryStream(Bytes(5)) { Position = 2 };
        await store.UploadAsync(stream, "k", Stop);
        var reports = Server.Script.Requests.Where(request => request.Method == "HEAD").ToList();
        string[] expected = [$"{type}&b=1000&m=write", $"{type}&b=1000&m=read", $"{type}&b=1000&m=read", $"{type}&b=3&m=write"];
        Assert.Equal(
            isReported ? expected.Select(query => "/objectstore/metric?t=" + query) : [],
            reports.Select(request => request.Target)
        );
        Assert.All(reports, request => Assert.Equal(("key-1", "DotNet"), (request["X-Domino-Api-Key"], request["X-Domino-Client-Source"])));
    }

    [Fact]
    public async Task Case_017_a_report_that_fails_fails_nothing()
    {
        Server.Add("a", "S3Config");
        Server.Script.Next("HEAD", "/objectstore/metric", ScriptedServer.Status(500), ScriptedServer.Close(), ScriptedServer.Status(401));
        using var client = Server.Client();
        var store = await client.DataSources.GetObjectStoreAsync("a", Stop);
        await store.UploadAsync(Bytes(10), "k", Stop);
        Assert.Equal(Bytes(10), await store.GetAsync("k", Stop));
        await store.UploadAsync(FileOf("text"), "k", Stop);
        Assert.Equal(3, Server.Script.To("/objectstore/metric").Count);
    }

    [Fact]
    public async Task Case_017_a_report_that_takes_too_long_fails_nothing()
    {
        var clock = new HastyClock();
        Server.Add("a", "S3Config");
        Server.Script.On("HEAD", "/objectstore/metric", ScriptedServer.Never());
        using var client = Server.Client(options =>
            (options.TimeProvider, options.StorageTimeout, options.DominoTimeout) = (
                clock.Time,
                TimeSpan.FromHours(9),
                TimeSpan.FromHours(9)
            )
        );
        var store = await client.DataSources.GetObjectStoreAsync("a", Stop);
        var url = await store.GetUrlAsync("k", forWriting: true, Stop);
        Assert.NotNull(url);
        await clock.RunAsync(store.UploadAsync(Bytes(10), "k", Stop));
        Assert.Equal(Bytes(10), Server.Objects["k"]);
    }
}
