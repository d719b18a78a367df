using System.Text.Json;
using DominoDataLab.Client;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.DataSources;

/// <summary>Settings and credentials that requests carry in place of the data source's own.</summary>
public sealed class OverrideTests : DataTest
{
    private const string Profile = "[default]\naws_access_key_id = id-1\naws_secret_access_key = secret-1\naws_session_token = session-1\n";

    [Theory]
    [InlineData("AWSIAMRole")]
    [InlineData("AWSIAMRoleWithUsername")]
    public async Task Case_042_the_AWS_role_is_in_list_and_key_requests(string auth)
    {
        Server.Add("s3", "S3Config", auth);
        using var client = Server.Client(options => options.AwsCredentialsFile = FileOf(Profile));
        var source = await client.DataSources.GetObjectStoreAsync("s3", Stop);
        await foreach (var _ in source.ListAsync(cancellationToken: Stop)) { }

        await source.GetUrlAsync("a", cancellationToken: Stop);
        var sent = Server.Script.Requests.Where(request => request.Method == "POST").ToList();
        Assert.Equal(2, sent.Count);
        Assert.All(
            sent,
            request =>
                Assert.Equal(
                    new Dictionary<string, string>
                    {
                        ["accessKeyID"] = "id-1",
                        ["secretAccessKey"] = "secret-1",
                        ["sessionToken"] = "session-1",
                    },
                    Map(request.Json.GetProperty("credentialOverwrites"))
                )
        );
    }

    [Theory]
    [InlineData(null, "does not exist or does not contain profiles")]
    [InlineData("", "does not exist or does not contain profiles")]
    [InlineData("[DEFAULT]\naws_access_key_id=a", "does not exist or does not contain profiles")]
    [InlineData("aws_access_key_id=a\n[default]", "before the first section")]
    [InlineData("[default]\naws_access_key_id=a\nAWS_ACCESS_KEY_ID=b", "is there twice")]
    [InlineData("[default]\n[default]", "is there twice")]
    [InlineData("[default]\nnonsense", "neither a section nor an option")]
    [InlineData("[default]\naws_access_key_id=a\naws_secret_access_key=b", "aws_session_token is missing")]
    public async Task Case_043_a_missing_or_bad_credentials_file_is_an_error_of_both_calls(string? content, string words)
    {
        Server.Add("s3", "S3Config", "AWSIAMRole");
        var path = content is null ? Path.Combine(Folder, "none") : FileOf(content);
        using var client = Server.Client(options => options.AwsCredentialsFile = path);
        var source = (await client.DataSources.GetObjectStoreAsync("s3", Stop)).With(
            new S3Config
            {
                AwsAccessKeyId = "i",
                AwsSecretAccessKey = "s",
                AwsSessionToken = "t",
            }
        );
        var error = await Assert.ThrowsAsync<DominoException>(() => source.ListAsync(cancellationToken: Stop).ToListAsync(Stop).AsTask());
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<DominoException>(() => source.GetUrlAsync("a", cancellationToken: Stop));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "# c\n; c\n[one]\nAWS_Access_Key_ID: a # b\naws_secret_access_key= %x \n\naws_session_token =c=d\n[two]\naws_session_token=x",
        "a # b",
        "%x",
        "c=d"
    )]
    [InlineData("[DEFAULT]\naws_session_token=c\n[dev]\naws_access_key_id=a\naws_secret_access_key=b", "a", "b", "c")]
    [InlineData("[first]\r\naws_access_key_id=a\r\naws_secret_access_key=b\r\naws_session_token=c\r\n  more", "a", "b", "c\nmore")]
    public async Task Case_042_rules_of_the_file(string content, string id, string secret, string session)
    {
        var read = await AwsCredentialsFile.ReadAsync(FileOf(content), Stop);
        Assert.Equal((id, secret, session), (read["accessKeyID"], read["secretAccessKey"], read["sessionToken"]));
    }

    [Fact]
    public async Task Case_044_without_a_token_service_the_first_line_of_the_file_is_the_OAuth_token()
    {
        Server.Add("oauth", "TrinoConfig", "OAuth");
        using var client = Server.Client(options => options.OAuthTokenFile = FileOf("token-9 \nx"));
        var overrides = await (await client.DataSources.GetAsync("oauth", Stop)).OverridesAsync(Stop);
        Assert.Equal(new Dictionary<string, string> { ["token"] = "token-9" }, overrides.Credentials);
    }

    [Fact]
    public async Task Case_044_the_clients_own_token_is_not_the_users()
    {
        Server.Add("oauth", "TrinoConfig", "OAuth");
        using var client = Server.Client(options => (options.Token, options.OAuthTokenFile) = ("token-1", FileOf("token-9")));
        var overrides = await (await client.DataSources.GetAsync("oauth", Stop)).OverridesAsync(Stop);
        Assert.Equal("token-9", overrides.Credentials["token"]);
        Assert.DoesNotContain("token-9", overrides.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_045_without_a_token_there_is_an_error()
    {
        Server.Add("oauth", "TrinoConfig", "OAuth");
        using var client = Server.Client(options => options.OAuthTokenFile = Path.Combine(Folder, "none"));
        var source = await client.DataSources.GetAsync("oauth", Stop);
        var error = await Assert.ThrowsAsync<DominoException>(() => source.OverridesAsync(Stop).AsTask());
        Assert.Contains("Token file location is not a valid file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_045_a_token_service_that_is_not_there_is_an_error()
    {
        Server.Add("oauth", "TrinoConfig", "OAuth");
        using var client = Server.Client(options =>
            (options.OAuthTokenService, options.OAuthTokenFile) = ("http://127.0.0.1:1", FileOf("t"))
        );
        var source = await client.DataSources.GetAsync("oauth", Stop);
        await Assert.ThrowsAsync<DominoConnectionException>(() => source.OverridesAsync(Stop).AsTask());
    }

    [Fact]
    public async Task Case_046_and_008_With_adds_to_both_maps_wins_and_leaves_the_source_as_it_is()
    {
        Server.Add("s3", "S3Config", "AWSIAMRole", """{"region": "us-west-2"}""");
        using var client = Server.Client(options => options.AwsCredentialsFile = FileOf(Profile));
        var source = await client.DataSources.GetObjectStoreAsync("s3", Stop);
        var changed = source.With(new S3Config { Region = "us-east-1", AwsAccessKeyId = "mine" });
        await changed.GetUrlAsync("akey", forWriting: true, Stop);
        await changed.With(new S3Config { Bucket = "b" }).GetUrlAsync("akey", cancellationToken: Stop);
        await source.GetUrlAsync("akey", cancellationToken: Stop);
        await changed.With(null).GetUrlAsync("akey", cancellationToken: Stop);

        var sent = Server.Script.To("/objectstore/key").Select(request => request.Json).ToList();
        Assert.Equal([true, false, false, false], sent.Select(body => body.GetProperty("isReadWrite").GetBoolean()));
        Assert.Equal(
            ["""{"region":"us-east-1"}""", """{"bucket":"b"}""", "{}", "{}"],
            sent.Select(body => body.GetProperty("configOverwrites").GetRawText())
        );
        Assert.Equal(
            ["mine", "id-1", "id-1", "id-1"],
            sent.Select(body => body.GetProperty("credentialOverwrites").GetProperty("accessKeyID").GetString())
        );
        Assert.All(
            sent,
            body => Assert.Equal("session-1", body.GetProperty("credentialOverwrites").GetProperty("sessionToken").GetString())
        );
    }

    private static Dictionary<string, string> Map(JsonElement json) =>
        json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!);
}
