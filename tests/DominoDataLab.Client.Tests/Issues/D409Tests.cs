using System.Net;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-409: every 409 was reported as an expired login, and its body was dropped.</summary>
public sealed class D409Tests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"message":"The name is taken"}""", "The name is taken")]
    [InlineData("""{"requestId":"r","errors":["Jira is down"]}""", "Jira is down")]
    [InlineData("""{"message":"m","redirectPath":null}""", "m")]
    [InlineData("", null)]
    public async Task A_409_without_a_redirect_path_is_a_conflict_with_the_server_s_words(string body, string? words)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json(body, 409));
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Projects.ForkAsync("i", "n", Ct));
        Assert.IsNotType<ReloginRequiredException>(error);
        Assert.Equal((HttpStatusCode.Conflict, words), (error.StatusCode, error.ServerMessage));
    }

    [Fact]
    public async Task A_409_with_a_redirect_path_asks_for_a_login_and_says_where()
    {
        await using var endpoint = new RawEndpoint(_ =>
            RawReply.Json("""{"redirectPath":"/u/o/p?a=b&c","message":"expired","requestId":"r-7"}""", 409)
        );
        using var client = endpoint.Connect(options => options.Host = $"http://user:pw@localhost:{endpoint.Port}");
        var error = await Assert.ThrowsAsync<ReloginRequiredException>(() => client.Projects.ForkAsync("i", "n", Ct));
        Assert.Equal($"http://localhost:{endpoint.Port}/relogin?redirectPath=%2Fu%2Fo%2Fp%3Fa%3Db%26c", error.LoginAddress.AbsoluteUri);
        Assert.Contains(error.LoginAddress.AbsoluteUri, error.Message, StringComparison.Ordinal);
        Assert.Equal(("expired", "r-7", HttpStatusCode.Conflict), (error.ServerMessage, error.RequestId, error.StatusCode));
    }
}
