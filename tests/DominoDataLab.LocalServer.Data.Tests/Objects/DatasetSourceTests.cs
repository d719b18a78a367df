using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Tests.Objects;

/// <summary>Each dataset is a data source without being declared.</summary>
public sealed class DatasetSourceTests(DataFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DataServer Data => fixture.Data;

    [Fact]
    public async Task A_dataset_is_looked_up_listed_and_read()
    {
        var (id, name) = await NewDatasetAsync();
        var unique = $"dataset-{name}-{id}";
        foreach (var named in new[] { unique, name })
        {
            var (status, source) = await Data.SendAsync(HttpMethod.Get, $"/v4/datasource/name/{named}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal("DatasetConfig", (string?)source!["dataSourceType"]);
            Assert.Equal(id, (string?)source["config"]!["datasetID"]);
        }

        // Clients also give the unique name where an ID is expected.
        Assert.Equal(["a file.csv"], await Data.ListAsync(unique));
        var address = await Data.UrlAsync(unique, "a file.csv");
        using var without = await Data.GetAsync(address);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        using var reply = await Data.GetAsync(address, key: Data.Server.ApiKey);
        Assert.Equal("x,y", await reply.Content.ReadAsStringAsync(Ct));
        var (url, link) = await Data.SendAsync(HttpMethod.Get, address.AbsolutePath + "/url");
        Assert.Equal(HttpStatusCode.OK, url);
        Assert.Equal(address.AbsoluteUri, (string?)link!["url"]);
    }

    [Fact]
    public async Task A_missing_file_a_stranger_and_an_upload_are_refused()
    {
        var (id, name) = await NewDatasetAsync();
        var (status, body) = await Data.KeyAsync(id, "none");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("notFoundError: object key not found", $"{body!["errorType"]}: {body["rawError"]}");
        var (hidden, _) = await Data.SendAsync(HttpMethod.Get, $"/v4/datasource/name/dataset-{name}-{id}", user: "stranger");
        Assert.Equal(HttpStatusCode.NotFound, hidden);
        var (written, _) = await Data.KeyAsync(id, "a file.csv", isWritable: true);
        Assert.Equal(HttpStatusCode.BadRequest, written);
        var (deleted, _) = await Data.SendAsync(HttpMethod.Delete, $"/local/datasources/dataset-{name}-{id}");
        Assert.Equal(HttpStatusCode.NotFound, deleted);
    }

    private async Task<(string Id, string Name)> NewDatasetAsync()
    {
        var project = await Data.NewProjectAsync();
        var name = DataFixture.NewName();
        var (status, dataset) = await Data.SendAsync(
            HttpMethod.Post,
            "/api/datasetrw/v1/datasets",
            new JsonObject { ["name"] = name, ["projectId"] = project }
        );
        Assert.True(status == HttpStatusCode.OK, dataset?.ToJsonString());
        var id = (string)dataset!["dataset"]!["id"]!;
        var (_, key) = await Data.SendAsync(
            HttpMethod.Post,
            $"/v4/datasetrw/datasets/{id}/snapshot/file/start",
            new JsonObject { ["filePaths"] = new JsonArray("a file.csv"), ["fileCollisionSetting"] = "Overwrite" }
        );
        using var upload = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(
                $"/v4/datasetrw/datasets/{id}/snapshot/file?key={key!.GetValue<string>()}&resumableChunkNumber=1&resumableChunkSize=3&"
                    + "resumableCurrentChunkSize=3&resumableIdentifier=x&resumableRelativePath=a%20file.csv&"
                    + "resumableTotalChunks=1&checksum=F10BC3C94B77E1D6B9F98106DAF335C1",
                UriKind.Relative
            )
        );
        upload.Headers.Add("X-Domino-Api-Key", Data.Server.ApiKey);
        using var chunk = new StringContent("x,y");
        chunk.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"a file.csv\"; filename=\"a file.csv\"");
        upload.Content = new MultipartFormDataContent { chunk };
        using var sent = await Data.Http.SendAsync(upload, Ct);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(Ct));
        var (ended, reason) = await Data.SendAsync(
            HttpMethod.Get,
            $"/v4/datasetrw/datasets/{id}/snapshot/file/end/{key.GetValue<string>()}?targetRelativePath=."
        );
        Assert.True(ended == HttpStatusCode.OK, reason?.ToJsonString());
        return (id, name);
    }
}
