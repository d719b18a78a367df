using System.Net;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-END-SWALLOWED: an upload whose end had failed was reported as a success, though nothing was stored.</summary>
public sealed class DEndSwallowedTests
{
    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(409)]
    public async Task A_refused_end_is_the_error_of_the_call_and_the_session_is_cancelled(int status)
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.End, """{"message":"the quota is used up"}""", status);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => endpoint.UploadAsync(tree.Path));
        Assert.Equal(((HttpStatusCode)status, "the quota is used up"), (error.StatusCode, error.ServerMessage));
        Assert.Equal(UploadStandIn.Cancel, endpoint.Requests[^1].ToString());
    }

    [Fact]
    public async Task An_end_that_fails_in_passing_is_repeated_then_an_error_and_the_next_call_goes_on()
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer("GET /v4/datasetrw/snapshot/upload/the%20key%2F1", "{}");
        endpoint.Answer(UploadStandIn.Test, "{}", 200);
        endpoint.Answer(UploadStandIn.End, "{}", 503);
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            (await Assert.ThrowsAsync<DominoApiException>(() => endpoint.UploadAsync(tree.Path))).StatusCode
        );
        Assert.Equal((4, 0), (endpoint.Count(UploadStandIn.End), endpoint.Count(UploadStandIn.Cancel)));
        endpoint.Answer(UploadStandIn.End, "");
        var result = await endpoint.UploadAsync(tree.Path);
        Assert.Equal((1, 1L), (result.FilesTransferred, result.BytesResumed));
        Assert.Equal((1, 1), (endpoint.Count(UploadStandIn.Start), endpoint.Count(UploadStandIn.Send)));
    }
}
