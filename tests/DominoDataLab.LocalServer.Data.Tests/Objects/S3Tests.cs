using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Tests.Objects;

/// <summary>Buckets of a real server that is compatible with S3.</summary>
public sealed class S3Tests(DataFixture fixture, S3Server s3)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DataServer Data => fixture.Data;

    [Fact]
    public async Task Objects_are_put_listed_and_read_over_addresses_that_S3_signed()
    {
        var source = await NewBucketAsync();
        await Data.PutAsync(source, "folder/grüße 1.txt", "hello");
        await Data.PutAsync(source, "folder/2.txt", "0123456789");
        Assert.Equal(["folder/2.txt", "folder/grüße 1.txt"], await Data.ListAsync(source, "folder/"));
        Assert.Equal(["folder/2.txt"], await Data.ListAsync(source, "folder/", size: 1));
        Assert.Equal(["2.txt", "grüße 1.txt"], await Data.ListAsync(source, config: new JsonObject { ["subfolder"] = "folder" }));
        Assert.Equal("hello", await Data.GetAsync(source, "folder/grüße 1.txt"));
        var address = await Data.UrlAsync(source, "folder/2.txt");
        Assert.Equal(s3.Address.Authority, address.Authority);
        using var range = await Data.GetAsync(address, new RangeHeaderValue(8, 9));
        Assert.Equal("bytes 8-9/10", range.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task A_wrong_bucket_and_a_wrong_key_are_refused_with_the_reason_of_the_store()
    {
        var source = await NewBucketAsync();
        var request = new JsonObject
        {
            ["datasourceId"] = source,
            ["prefix"] = "",
            ["configOverwrites"] = new JsonObject { ["bucket"] = "none" },
        };
        var (status, body) = await Data.SendAsync(HttpMethod.Post, "/objectstore/list", request);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("NoSuchBucket", (string?)body!["subType"]);
        request["configOverwrites"] = new JsonObject();
        request["credentialOverwrites"] = new JsonObject { ["accessKeyID"] = "unknown", ["secretAccessKey"] = "hidden" };
        var (refused, reason) = await Data.SendAsync(HttpMethod.Post, "/objectstore/list", request);
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.Equal("credentialsError", (string?)reason!["errorType"]);
        Assert.DoesNotContain("hidden", reason.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_credentials_of_a_source_do_not_go_to_another_host()
    {
        var source = await NewBucketAsync();
        var (status, body) = await Data.KeyAsync(source, "a", config: new JsonObject { ["host"] = "http://127.0.0.1:9" });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("With another host, credentials must be given", (string?)body!["rawError"], StringComparison.Ordinal);
    }

    private Task<string> NewBucketAsync()
    {
        Assert.SkipWhen(s3.Missing is not null, s3.Missing ?? "");
        return Data.CreateAsync(
            new JsonObject
            {
                ["name"] = DataFixture.NewName(),
                ["type"] = "GenericS3Config",
                ["config"] = new JsonObject { ["bucket"] = "lake", ["host"] = s3.Address.AbsoluteUri },
                ["credentials"] = new JsonObject { ["accessKeyID"] = "S3RVER", ["secretAccessKey"] = "S3RVER" },
            }
        );
    }
}
