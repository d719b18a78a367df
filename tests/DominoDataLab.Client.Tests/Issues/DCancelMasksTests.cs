using System.Net;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-CANCEL-MASKS: when the session could not be cancelled either, that error hid the first one.</summary>
public sealed class DCancelMasksTests
{
    [Fact]
    public async Task The_first_error_is_raised_and_that_of_the_cancel_is_logged()
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.Send, """{"message":"not yours"}""", 403);
        endpoint.Answer(UploadStandIn.Cancel, """{"message":"broken"}""", 500);
        using var log = new LogCollector();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => endpoint.UploadAsync(tree.Path, loggers: log));
        Assert.Equal((HttpStatusCode.Forbidden, "not yours"), (error.StatusCode, error.ServerMessage));
        Assert.Equal(1, endpoint.Count(UploadStandIn.Cancel));
        Assert.Contains(
            log.Entries,
            entry =>
                entry.Level == LogLevel.Warning
                && entry.Text.Contains("could not be cancelled", StringComparison.Ordinal)
                && entry.Text.Contains("500", StringComparison.Ordinal)
        );
    }
}
