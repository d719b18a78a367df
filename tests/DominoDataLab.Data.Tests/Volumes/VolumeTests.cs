using DominoDataLab.Client;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.Volumes;

/// <summary>NetApp volumes and their snapshots.</summary>
public sealed class VolumeTests : DataTest
{
    private const string Volume = """
        {"capacity": 1073741824, "createdAt": "2024-01-01T00:00:00Z", "createdBy": {"firstName": "Ada", "id": "u",
          "lastName": "E", "userName": "ada"},
         "dataPlaneId": "local", "filesystemId": "f", "id": "v1", "maxSnapshots": 10, "name": "one", "numSnapshots": 2, "path": "/vol/one",
         "status": "Active", "uniqueName": "vol/one two", "updatedAt": "2024-01-02T00:00:00Z", "storageSize": 5, "later": true,
         "grants": [{"isOrganization": false, "targetId": "u", "targetName": "ada", "targetRole": "VolumeOwner"}],
         "projects": [{"addedAt": "t", "addedBy": "u", "name": "p", "projectId": "p1", "volumeId": "v1"}]}
        """;

    private const string Snapshot = """
        {"createdAt": "t", "createdBy": {"userName": "ada"}, "id": "s1", "status": "Active", "updatedAt": "t", "version": 3,
          "volumeId": "v1",
         "labels": {"a": "b"}, "tags": [{"name": "n", "addedAt": "t", "addedBy": "u"}], "runId": "r"}
        """;

    private DominoDataClient Client(Action<DominoDataClientOptions>? change = null) =>
        Server.Client(options =>
        {
            options.Token = "token-1";
            change?.Invoke(options);
        });

    [Theory]
    [InlineData("token", "Bearer token-1")]
    [InlineData("file", "Bearer file-1")]
    [InlineData("service", "Bearer service-1")]
    public async Task Case_077_and_078_RemoteFS_by_token_file_or_service(string method, string sent)
    {
        Server.Script.On("GET", "/access-token", ScriptedServer.Text("service-1"));
        Server.Script.On("GET", "/remotefs/v1/volumes", ScriptedServer.Json("""{"data": []}"""));
        using var client = Client(options =>
        {
            options.Token = method == "token" ? "token-1" : null;
            options.TokenFile = method == "file" ? FileOf("file-1") : null;
            options.TokenService = Server.Address;
        });
        await client.Volumes.ListAsync(cancellationToken: Stop);
        var request = Server.Script.To("/remotefs/v1/volumes").Single();
        Assert.Equal((sent, "application/json", null), (request["Authorization"], request["Accept"], request["X-Domino-Api-Key"]));
    }

    [Fact]
    public async Task Case_079_080_and_087_list_volumes()
    {
        Server.Script.On("GET", "/remotefs/v1/volumes", ScriptedServer.Json($$$"""{"data": [{{{Volume}}}], "meta": {}}"""));
        using var client = Client();
        var volume = Assert.Single(await client.Volumes.ListAsync(cancellationToken: Stop));
        await client.Volumes.ListAsync(10, 5, Stop);
        Assert.Equal(
            ["/remotefs/v1/volumes?status=Active", "/remotefs/v1/volumes?limit=5&offset=10&status=Active"],
            Server.Script.Requests.Select(request => request.Target)
        );
        Assert.Equal(
            ("vol/one two", 1073741824, 5, 2, "ada"),
            (volume.UniqueName, volume.CapacityBytes, volume.UsedBytes, volume.NumSnapshots, volume.CreatedBy?.UserName)
        );
        Assert.Equal(
            ("VolumeOwner", "p1", true),
            (volume.Grants![0].TargetRole, volume.Projects![0].ProjectId, volume.Extra!["later"].GetBoolean())
        );
    }

    [Theory]
    [InlineData("""{"data": null}""")]
    [InlineData("{}")]
    public async Task Case_081_and_132_no_data_is_an_empty_list(string body)
    {
        Server.Script.On("GET", "/remotefs/v1/volumes", ScriptedServer.Json(body));
        using var client = Client();
        Assert.Empty(await client.Volumes.ListAsync(cancellationToken: Stop));
    }

    [Fact]
    public async Task Case_082_to_084_and_088_snapshots_by_the_ID_of_the_volume()
    {
        Server.Script.On("GET", "/remotefs/v1/volumes/unique-name/vol%2Fone%20two", ScriptedServer.Json(Volume));
        Server.Script.On("GET", "/remotefs/v1/snapshots", ScriptedServer.Json($$"""{"data": [{{Snapshot}}]}"""));
        using var client = Client();
        var snapshot = Assert.Single(await client.Volumes.ListSnapshotsAsync("vol/one two", cancellationToken: Stop));
        await client.Volumes.ListSnapshotsAsync("vol/one two", 10, 5, Stop);
        Assert.Equal(
            [
                "/remotefs/v1/volumes/unique-name/vol%2Fone%20two",
                "/remotefs/v1/snapshots?volume_id=v1",
                "/remotefs/v1/volumes/unique-name/vol%2Fone%20two",
                "/remotefs/v1/snapshots?limit=5&offset=10&volume_id=v1",
            ],
            Server.Script.Requests.Select(request => request.Target)
        );
        Assert.Equal(
            (3, "v1", "b", "n", "r"),
            (snapshot.Version, snapshot.VolumeId, snapshot.Labels!["a"], snapshot.Tags![0].Name, snapshot.RunId)
        );
    }

    [Fact]
    public async Task Case_086_and_089_to_091_files_of_a_volume_carry_the_token_everywhere_and_no_API_key()
    {
        Server.Add("vol", "NetAppVolumeConfig", "NoAuth");
        Server.Objects["v.txt"] = [1];
        using var client = Client();
        var volume = await client.Volumes.GetAsync("vol", Stop);
        Assert.Equal("vol", volume.Name);
        Assert.Single(Server.Script.Requests);
        Assert.Equal(["v.txt"], await volume.ListAsync("v", 7, Stop).ToListAsync(Stop));
        Assert.Equal(
            ("v", 7),
            (
                Server.Script.Requests[^1].Json.GetProperty("prefix").GetString(),
                Server.Script.Requests[^1].Json.GetProperty("page_size").GetInt32()
            )
        );
        await volume.GetUrlAsync("v.txt", cancellationToken: Stop);
        Assert.False(Server.Script.Requests[^1].Json.GetProperty("isReadWrite").GetBoolean());
        Assert.Equal([1], await volume.GetAsync("v.txt", Stop));
        await volume.UploadAsync(new byte[] { 2 }, "w.txt", Stop);
        await volume.UploadAsync(new MemoryStream([3]), "x.txt", Stop);
        await volume.DownloadAsync("x.txt", Path.Combine(Folder, "x"), cancellationToken: Stop);
        await volume.With(new NetAppVolumeConfig { SnapshotVersion = "3" }).GetAsync("v.txt", Stop);
        Assert.Equal(
            """{"snapshotVersion":"3"}""",
            Server.Script.To("/objectstore/key")[^1].Json.GetProperty("configOverwrites").GetRawText()
        );
        Assert.All(
            Server.Script.Requests,
            request => Assert.Equal(("Bearer token-1", null), (request["Authorization"], request["X-Domino-Api-Key"]))
        );
        Assert.DoesNotContain(Server.Script.Requests, request => request.Method == "HEAD");
    }

    [Fact]
    public async Task Case_086_a_token_file_goes_to_the_proxy_as_JWT_and_to_the_storage_as_bearer()
    {
        Server.Add("vol", "NetAppVolumeConfig", "NoAuth");
        Server.Objects["v.txt"] = [1];
        using var client = Client(options => (options.Token, options.TokenFile) = (null, FileOf("file-1")));
        await (await client.Volumes.GetAsync("vol", Stop)).GetAsync("v.txt", Stop);
        Assert.Equal(
            ("file-1", null),
            (Server.Script.To("/objectstore/key")[0]["X-Domino-Jwt"], Server.Script.To("/objectstore/key")[0]["X-Domino-Api-Key"])
        );
        Assert.Equal("Bearer file-1", Server.Script.To("/storage/v.txt")[0]["Authorization"]);
    }

    [Fact]
    public async Task Volumes_need_a_token()
    {
        using var client = Server.Client();
        var error = await Assert.ThrowsAsync<DominoCredentialException>(() => client.Volumes.ListAsync(cancellationToken: Stop));
        Assert.Contains("DOMINO_TOKEN_FILE", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DominoCredentialException>(() => client.Volumes.GetAsync("vol", Stop));
        Assert.Empty(Server.Script.Requests);
    }

    [Theory]
    [InlineData(401, """{"message": "who are you"}""", "who are you")]
    [InlineData(500, "oops", "answered 500 Internal Server Error: oops")]
    [InlineData(200, "no JSON", "The response is not valid")]
    [InlineData(200, """{"data": [{"id": "v1"}]}""", "The response is not valid")]
    public async Task Case_132_errors_of_RemoteFS(int status, string body, string words)
    {
        Server.Script.On("GET", "/remotefs/v1/volumes", ScriptedServer.Json(body, status));
        using var client = Client();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Volumes.ListAsync(cancellationToken: Stop));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Could not list volumes", error.Message, StringComparison.Ordinal);
        Assert.Equal(status, (int)error.StatusCode);
    }

    [Fact]
    public async Task Case_132_the_token_is_read_for_every_request()
    {
        Server.Script.On("GET", "/remotefs/v1/volumes", ScriptedServer.Json("{}"));
        using var client = Client(options => (options.Token, options.TokenFile) = (null, FileOf("token-1")));
        await client.Volumes.ListAsync(cancellationToken: Stop);
        FileOf("token-2");
        await client.Volumes.ListAsync(cancellationToken: Stop);
        Assert.Equal(["Bearer token-1", "Bearer token-2"], Server.Script.Requests.Select(request => request["Authorization"]));
    }
}
