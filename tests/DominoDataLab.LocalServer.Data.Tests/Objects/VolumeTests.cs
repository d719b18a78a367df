using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Tests.Objects;

/// <summary>Volumes: folders with snapshots, over addresses that need a credential.</summary>
public sealed class VolumeTests(DataFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DataServer Data => fixture.Data;

    [Fact]
    public async Task A_volume_is_listed_found_and_read_with_a_credential_only()
    {
        using var folder = new TestFolder().Write("file.txt", "content");
        var (name, id) = await NewVolumeAsync(folder);
        var (_, list) = await Data.SendAsync(HttpMethod.Get, "/remotefs/v1/volumes?status=Active");
        Assert.Contains(list!["data"]!.AsArray(), volume => (string?)volume!["id"] == id);
        var (_, found) = await Data.SendAsync(HttpMethod.Get, $"/remotefs/v1/volumes/unique-name/{name}");
        Assert.Equal(id, (string?)found!["id"]);
        Assert.Equal(["file.txt"], await Data.ListAsync(id));
        var address = await Data.UrlAsync(id, "file.txt");
        using var without = await Data.GetAsync(address);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        using var with = await Data.GetAsync(address, key: Data.Server.ApiKey);
        Assert.Equal("content", await with.Content.ReadAsStringAsync(Ct));
        using var stranger = await Data.GetAsync(address, key: Data.Server.GetApiKey("stranger"));
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
    }

    [Fact]
    public async Task Snapshots_are_listed_and_read_and_hidden_from_the_volume_itself()
    {
        using var folder = new TestFolder().Write("file.txt", "now");
        Directory.CreateDirectory(folder.File(".snapshot/1"));
        Directory.CreateDirectory(folder.File(".snapshot/12"));
        folder.Write(".snapshot/1/file.txt", "before");
        var (_, id) = await NewVolumeAsync(folder);
        var (_, list) = await Data.SendAsync(HttpMethod.Get, $"/remotefs/v1/snapshots?volume_id={id}");
        Assert.Equal([1, 12], list!["data"]!.AsArray().Select(snapshot => (int)snapshot!["version"]!));
        var (_, second) = await Data.SendAsync(HttpMethod.Get, $"/remotefs/v1/snapshots?volume_id={id}&offset=1&limit=5");
        Assert.Equal(12, (int)Assert.Single(second!["data"]!.AsArray())!["version"]!);
        Assert.Equal(["file.txt"], await Data.ListAsync(id));
        var old = new JsonObject { ["snapshotVersion"] = "1" };
        Assert.Equal(["file.txt"], await Data.ListAsync(id, config: old.DeepClone().AsObject()));
        using var content = await Data.GetAsync(
            await Data.UrlAsync(id, "file.txt", config: old.DeepClone().AsObject()),
            key: Data.Server.ApiKey
        );
        Assert.Equal("before", await content.Content.ReadAsStringAsync(Ct));
        var (status, _) = await Data.KeyAsync(id, "file.txt", isWritable: true, config: old);
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    private async Task<(string Name, string Id)> NewVolumeAsync(TestFolder folder)
    {
        var name = DataFixture.NewName();
        var id = await Data.CreateAsync(
            new JsonObject
            {
                ["name"] = name,
                ["type"] = "NetAppVolumeConfig",
                ["engine"] = "files",
                ["path"] = folder.Path,
            }
        );
        return (name, id);
    }
}
