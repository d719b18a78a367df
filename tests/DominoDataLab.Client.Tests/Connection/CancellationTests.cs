using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Connection;

public sealed class CancellationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_call_closes_its_connection_and_is_told_from_a_time_out(bool safeToRepeat)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Silence);
        using var client = endpoint.Connect(options => options.MaxRetries = 4);
        using var cancel = new CancellationTokenSource();
        var call = safeToRepeat ? (Task)client.GetVersionAsync(cancel.Token) : client.Projects.ForkAsync("i", "n", cancel.Token);
        await endpoint.Arrived;
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancel.Token, error.CancellationToken);
        await endpoint.Closed;
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task A_cancelled_download_closes_its_connection()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Silence);
        using var client = endpoint.Connect();
        using var cancel = new CancellationTokenSource();
        var call = client.Project("o/p").Files.OpenBlobAsync(new string('a', 40), cancel.Token);
        await endpoint.Arrived;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await endpoint.Closed;
    }

    [Fact]
    public async Task A_wait_before_a_repetition_can_be_cancelled()
    {
        var clock = new FakeTimeProvider();
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", 503, ("Retry-After", "60")));
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (4, clock));
        using var cancel = new CancellationTokenSource();
        var call = client.GetVersionAsync(cancel.Token);
        await endpoint.Arrived;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task A_time_out_of_a_request_that_may_be_repeated_is_tried_again_and_of_another_is_not()
    {
        var clock = new FakeTimeProvider();
        var requests = new SemaphoreSlim(0);
        await using var endpoint = new RawEndpoint(_ =>
        {
            requests.Release();
            return RawReply.Silence;
        });
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (1, clock));
        var get = client.GetVersionAsync(Ct);
        for (var i = 0; i < 2; i++)
        {
            await requests.WaitAsync(Ct);
            clock.Advance(TimeSpan.FromSeconds(100));
        }

        await Assert.ThrowsAsync<DominoTimeoutException>(() => get);
        var post = client.Projects.ForkAsync("i", "n", Ct);
        await requests.WaitAsync(Ct);
        clock.Advance(TimeSpan.FromSeconds(100));
        await Assert.ThrowsAsync<DominoTimeoutException>(() => post);
        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Fact]
    public void A_client_for_a_host_that_is_not_there_is_made_without_a_look_at_it()
    {
        using var client = new DominoClient(new DominoClientOptions { Host = "https://no-such-host.invalid", TokenFile = "/no/such/file" });
        var project = client.Project("o/p");
        Assert.Equal("o/p", project.ToString());
    }
}
