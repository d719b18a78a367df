using System.Diagnostics;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Waiting;

/// <summary>Every wait keeps its time limit, whatever the server does, and tolerates the same transient errors.</summary>
public sealed class WaitLimitTests
{
    private const string Id = "a00000000000000000000001";

    // Much longer than the limit of the waits, and shorter than the limit of a test.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, (string Request, string Done, Func<DominoClient, WaitOptions, Task> Wait)> Waits = new()
    {
        ["job"] = (
            $"GET /v4/jobs/{Id}",
            RecordedEndpoint.Job("Succeeded"),
            (client, options) => client.Jobs.WaitForSuccessAsync(Id, options, Ct)
        ),
        ["job of a project"] = (
            $"GET /v4/jobs/{Id}",
            RecordedEndpoint.Job("Succeeded"),
            (client, options) => client.Project("ada/p").Jobs.WaitForCompletionAsync(Id, options, Ct)
        ),
        ["run"] = (
            $"GET /v4/jobs/{Id}",
            RecordedEndpoint.Job("Succeeded"),
            (client, options) => client.Project("ada/p").Runs.WaitForCompletionAsync(Id, options, Ct)
        ),
        ["snapshot"] = (
            $"GET /v4/datasetrw/snapshot/{Id}",
            $$"""{"snapshot":{"id":"{{Id}}","datasetId":"d","lifecycleStatus":"Active","version":1,"creationTime":0} }""",
            (client, options) => client.Datasets.Snapshots.WaitForActiveAsync(Id, options, Ct)
        ),
        ["dataset"] = (
            $"GET /v4/datasetrw/datasets/{Id}",
            $$"""{"id":"{{Id}}","name":"d","lifecycleStatus":"Active","readWriteSnapshotId":"s","createdTime":0}""",
            (client, options) => client.Datasets.WaitForActiveAsync(Id, options, Ct)
        ),
        ["app"] = (
            $"GET /v4/modelProducts/{Id}",
            $$"""{"id":"{{Id}}","name":"a","projectId":"p","status":"Running"}""",
            (client, options) => client.Project("ada/p").Apps.WaitForRunningAsync(Id, options, Ct)
        ),
        ["model version"] = (
            $"GET /api/modelServing/v1/modelApis/{Id}/versions/{Id}",
            $$"""{"id":"{{Id}}","number":1,"deployment":{"status":"Running","isPending":false} }""",
            (client, options) => client.Project("ada/p").Models.WaitForVersionAsync(Id, Id, options, Ct)
        ),
        ["endpoint"] = (
            "GET /v1/ada/p/endpoint/state",
            """{"status":"Running","isPublished":true}""",
            (client, options) => client.Project("ada/p").Endpoint.WaitForRunningAsync(options, Ct)
        ),
        ["environment build"] = (
            $"GET /api/environments/v1/environments/{Id}",
            $$"""{"environment":{"id":"{{Id}}","name":"e","latestRevision":{"id":"r","number":1,"status":"succeeded"} } }""",
            (client, options) => client.Environments.WaitForBuildAsync(Id, options, Ct)
        ),
        ["export"] = (
            $"GET /v4/models/{Id}/getExportImageStatus",
            $$"""{"exportId":"{{Id}}","status":"complete"}""",
            (client, options) => client.Project("ada/p").Models.Exports.WaitForCompletionAsync(Id, options, Ct)
        ),
    };

    public static TheoryData<string> Kinds => [.. Waits.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_limit_holds_on_a_silent_server(string kind)
    {
        var (request, _, wait) = Waits[kind];
        await using var server = new RecordedEndpoint();
        server.Answer(request, _ => RawReply.Silence);
        using var client = server.Connect();
        var clock = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<WaitTimeoutException>(() =>
            wait(client, new WaitOptions { Timeout = TimeSpan.FromSeconds(0.5) })
        );
        Assert.True(clock.Elapsed < Long, $"The wait for a {kind} took {clock.Elapsed}.");
        Assert.Null(error.LastState);
        Assert.Contains("0.5 s", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_transient_error_does_not_end_the_wait(string kind)
    {
        var (request, done, wait) = Waits[kind];
        await using var server = new RecordedEndpoint();
        server.AnswerInTurn(request, RawReply.Json("{}", 503), RawReply.Cut, RawReply.Json(done));
        using var client = server.Connect(new SkippingClock());
        await wait(client, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) });
        Assert.Equal(3, server.Count(request));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Too_many_transient_errors_in_a_row_end_the_wait(string kind)
    {
        var (request, _, wait) = Waits[kind];
        await using var server = new RecordedEndpoint();
        server.Answer(request, "{}", 503);
        using var client = server.Connect(new SkippingClock());
        await Assert.ThrowsAsync<DominoApiException>(() => wait(client, new WaitOptions { MaxTransientErrors = 2 }));
        Assert.Equal(3, server.Count(request));
    }
}
