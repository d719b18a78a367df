using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-LOG-TWICE: the log of a run was fetched twice, once for each of its parts.</summary>
public sealed class DLogTwiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_parts_of_a_log_come_in_one_request()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v1/projects/ada/p/run/r1/stdout", """{"stdout":"out","setup":"set"}""");
        using var client = server.Connect();
        Assert.Equal("set\nout", (await client.Project("ada/p").Runs.GetLogAsync("r1", Ct)).SetupAndStdout);
        server.Only("GET /v1/projects/ada/p/run/r1/stdout");
    }
}
