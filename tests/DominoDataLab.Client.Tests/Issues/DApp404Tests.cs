using System.Net;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-APP-404: the status of an app that does not exist was to be null, and was an error.</summary>
public sealed class DApp404Tests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_that_does_not_exist_is_null()
    {
        var project = await domino.NewProjectAsync(Ct);
        Assert.Null(await project.Apps.FindAsync("0123456789abcdef01234567", Ct));
    }

    [Fact]
    public async Task An_app_that_may_not_be_seen_is_an_error()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/modelProducts/a1", """{"message":"not yours"}""", status: 403);
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Project("ada/p").Apps.FindAsync("a1", Ct));
        Assert.Equal((HttpStatusCode.Forbidden, "not yours"), (error.StatusCode, error.ServerMessage));
    }
}
