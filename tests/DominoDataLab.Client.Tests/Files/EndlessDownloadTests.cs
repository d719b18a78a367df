using DominoDataLab.Client.Files;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Files;

/// <summary>A server lists a file of three bytes and then sends very many. No download takes more than a little of them.</summary>
public sealed class EndlessDownloadTests
{
    private const string Commit = "1111111111111111111111111111111111111111";
    private const string Before = "3333333333333333333333333333333333333333";
    private const string Key = "2222222222222222222222222222222222222222";
    private const string Job = "a00000000000000000000001";

    // What the client reads ahead and what the system buffers, generously.
    private const long Most = 32 << 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Downloads => [.. Calls.Keys];

    private static Dictionary<string, Func<DominoClient, LocalCopy, Task>> Calls { get; } =
        new()
        {
            ["project files"] = (client, folder) => client.Project("ada/p").Files.DownloadAllAsync(folder.Root, null, Ct),
            ["project file"] = (client, folder) =>
                client.Project("ada/p").Files.DownloadAsync("a.csv", folder.At("a.csv"), cancellationToken: Ct),
            ["results"] = async (client, folder) =>
                await client.Project("ada/p").Results.DownloadAllAsync(await client.Jobs.GetAsync(Job, Ct), folder.Root, null, Ct),
            ["sync"] = (client, folder) =>
                client.Project("ada/p").Files.SyncAsync(folder.Root, new() { Direction = SyncDirection.Download }, Ct),
            ["dataset"] = (client, folder) =>
                client.Datasets.Files.DownloadAllAsync(Commit[..24], folder.Root, new() { Snapshot = Before[..24] }, Ct),
        };

    [Theory]
    [MemberData(nameof(Downloads))]
    public async Task A_body_that_is_longer_than_listed_ends_the_download_at_once(string download)
    {
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect();
        using var folder = new LocalCopy();
        await Assert.ThrowsAnyAsync<DominoException>(() => Calls[download](client, folder));
        Assert.Empty(folder.Files);
        Assert.InRange(endpoint.BytesSent, 0, Most);
    }

    [Fact]
    public async Task A_comparison_with_a_longer_body_ends_at_once()
    {
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect();
        using var folder = new LocalCopy().With("a.csv", "abc");
        Assert.True((await client.Project("ada/p").Files.PlanSyncAsync(folder.Root, null, Ct)).HasConflicts);
        Assert.InRange(endpoint.BytesSent, 0, Most);
    }

    private static RawEndpoint Endpoint() =>
        new(request =>
            request.Path switch
            {
                "/version" => RawReply.Json("""{"version":"6.0.0"}"""),
                "/v4/gateway/projects/findProjectByOwnerAndName" => RawReply.Json(
                    """{"id":"5c6397f0721d1823e2d5d37d","name":"p","owner":{"userName":"ada"}}"""
                ),
                $"/v4/jobs/{Job}" => RawReply.Json(
                    RecordedEndpoint.Job(
                        "Succeeded",
                        isCompleted: true,
                        $$""","commitDetails":{"inputCommitId":"{{Before}}","outputCommitId":"{{Commit}}"}"""
                    )
                ),
                var path when path.EndsWith("/commits/head", StringComparison.Ordinal) => RawReply.Json($$"""{"id":"{{Commit}}"}"""),
                var path when path.StartsWith($"/v1/projects/ada/p/files/{Before}", StringComparison.Ordinal) => RawReply.Json(
                    """{"data":[]}"""
                ),
                var path when path.StartsWith("/v1/projects/ada/p/files/", StringComparison.Ordinal) => RawReply.Json(
                    $$"""{"data":[{"path":"a.csv","key":"{{Key}}","size":3}]}"""
                ),
                var path when path.StartsWith("/v4/datasetrw/files/", StringComparison.Ordinal) => RawReply.Json(
                    """{"rows":[{"name":{"label":"a.csv","fileName":"a.csv","isDirectory":false},"size":{"label":"","sizeInBytes":3}}]}"""
                ),
                _ => new RawReply(200, new byte[1 << 20])
                {
                    ContentType = "application/octet-stream",
                    TellsNoLength = true,
                    Times = 256,
                },
            }
        );
}
