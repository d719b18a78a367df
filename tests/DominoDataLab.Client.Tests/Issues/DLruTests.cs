using System.Runtime.CompilerServices;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>
/// D-LRU: the ids of projects were cached in one place for all clients, which held them alive and forgot the oldest beyond 128.
/// (D-KWARGS, unknown named arguments that were swallowed, can't come back: the compiler refuses them.)
/// </summary>
public sealed class DLruTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_project_is_looked_up_once_however_many_there_are_and_however_many_ask()
    {
        await using var endpoint = Projects();
        using var client = endpoint.Connect();
        var projects = Enumerable.Range(0, 200).Select(i => client.Project($"o/p{i}")).ToList();
        for (var round = 0; round < 2; round++)
        {
            foreach (var project in projects)
            {
                await Task.WhenAll(project.GetIdAsync(Ct), project.GetIdAsync(Ct));
            }
        }

        Assert.Equal(
            200,
            endpoint.Requests.Count(request => request.Target.Contains("findProjectByOwnerAndName", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Two_clients_do_not_share_what_they_know()
    {
        await using var endpoint = Projects();
        using var one = endpoint.Connect();
        using var other = endpoint.Connect();
        await one.Project("o/p").GetIdAsync(Ct);
        await other.Project("o/p").GetIdAsync(Ct);
        Assert.Equal(2, endpoint.Requests.Count(request => request.Target.Contains("projectName=p", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_client_that_nobody_uses_is_not_held_alive()
    {
        await using var endpoint = Projects();
        var forgotten = await UseAsync(endpoint);
        for (var i = 0; i < 20 && forgotten.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(forgotten.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(RawEndpoint endpoint)
    {
        using var client = endpoint.Connect();
        await client.Project("o/p").GetIdAsync(Ct);
        return new WeakReference(client);
    }

    private static RawEndpoint Projects() =>
        new(request =>
            RawReply.Json(
                request.Target == "/version"
                    ? """{"version":"6.2.0"}"""
                    : """{"id":"0123456789abcdef01234567","name":"p","ownerId":"0123456789abcdef01234567","ownerUsername":"o"}"""
            )
        );
}
