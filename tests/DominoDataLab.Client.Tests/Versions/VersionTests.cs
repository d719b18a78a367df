using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Versions;

public sealed class VersionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_who_ask_at_once_cause_one_request_and_later_ones_none()
    {
        await using var endpoint = Deployment("6.2.0");
        using var client = endpoint.Connect();
        var versions = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetVersionAsync(Ct)));
        Assert.All(versions, version => Assert.Equal("6.2.0", version.Version));
        await client.RequireVersionAsync("4.1.0", Ct);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task Fifty_who_ask_at_once_share_a_failure_and_a_later_one_tries_again()
    {
        var left = 1;
        var gate = new TaskCompletionSource();
        await using var endpoint = new RawEndpoint(_ => left-- > 0 ? RawReply.Json("{}", 500) : RawReply.Json("""{"version":"6.2.0"}"""));
        using var client = endpoint.Connect(options =>
            options.Credential = DominoCredential.FromCallback(async _ =>
            {
                await gate.Task;
                return "token";
            })
        );
        var calls = Enumerable.Range(0, 50).Select(_ => client.GetVersionAsync(Ct)).ToList();
        gate.SetResult();
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<DominoApiException>(() => call);
        }

        Assert.Single(endpoint.Requests);
        Assert.Equal("6.2.0", (await client.GetVersionAsync(Ct)).Version);
    }

    [Fact]
    public async Task One_who_gives_up_leaves_the_others_waiting_and_the_last_ends_the_request()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Silence);
        using var client = endpoint.Connect();
        using CancellationTokenSource first = new(),
            last = new();
        var one = client.GetVersionAsync(first.Token);
        var other = client.GetVersionAsync(last.Token);
        await endpoint.Arrived;
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(other.IsCompleted || endpoint.Closed.IsCompleted);
        await last.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        await endpoint.Closed;
        Assert.Single(endpoint.Requests);
    }

    [Theory]
    [InlineData("6.2.0", "6.2", true)]
    [InlineData("v5.11.0", "5.11.0", true)]
    [InlineData("5.10.9", "5.11.0", false)]
    [InlineData("5.11.0rc1", "5.11.0", false)]
    [InlineData("5.11.0+build", "5.11.0", true)]
    public async Task A_deployment_that_is_too_old_is_refused_with_both_versions(string actual, string required, bool enough)
    {
        await using var endpoint = Deployment(actual);
        using var client = endpoint.Connect();
        if (enough)
        {
            await client.RequireVersionAsync(required, Ct);
            return;
        }

        var error = await Assert.ThrowsAsync<DominoVersionException>(() => client.RequireVersionAsync(required, Ct));
        Assert.Equal((required, actual), (error.Required.ToString(), error.Actual.ToString()));
        Assert.Contains($"needs Domino {required} or newer; this deployment is {actual}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wanted_version_that_is_none_is_refused_before_anything_is_sent()
    {
        await using var endpoint = Deployment("6.2.0");
        using var client = endpoint.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() => client.RequireVersionAsync("six", Ct));
        Assert.Empty(endpoint.Requests);
    }

    [Theory]
    [InlineData("""{"version":"latest"}""", "'latest'")]
    [InlineData("""{"build":"1"}""", "At '$.version', expected a string, but it is missing")]
    public async Task A_deployment_without_a_version_number_is_an_error_that_quotes_it(string body, string message)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json(body));
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAnyAsync<DominoException>(() => client.Project("o/p").GetIdAsync(Ct));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_than_4_1_0_nothing_works()
    {
        await using var endpoint = Deployment("4.0.9");
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoVersionException>(() => client.Project("o/p").GetIdAsync(Ct));
        Assert.Equal("4.1.0", error.Required.ToString());
    }

    public static TheoryData<string, string, string> Minimums =>
        new()
        {
            { "volumes", "4.3.3", "4.3.2" },
            { "Spark", "4.5.0", "4.4.9" },
            { "Ray", "4.5.0", "4.4.9" },
            { "Dask", "4.6.0", "4.5.9" },
            { "MPI", "5.1.1", "5.1.0" },
            { "autoscaling", "5.0.0", "4.9.9" },
        };

    [Theory]
    [MemberData(nameof(Minimums))]
    public async Task What_a_job_asks_for_needs_a_version_and_no_job_is_started_below_it(string what, string minimum, string older)
    {
        var cluster = new ComputeCluster
        {
            Type = what == "autoscaling" ? "Ray" : what,
            Environment = "0123456789abcdef01234567",
            MasterHardwareTier = "small",
            WorkerHardwareTier = "small",
            WorkerCount = 1,
            MaxWorkerCount = what == "autoscaling" ? 3 : null,
        };
        var request =
            what == "volumes"
                ? new StartJobRequest { Command = "c", ExternalVolumeMounts = ["v"] }
                : new StartJobRequest { Command = "c", Cluster = what == "MPI" ? cluster with { MasterHardwareTier = null } : cluster };
        await using var endpoint = Deployment(older);
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoVersionException>(() =>
            client.Project("0123456789abcdef01234567").Jobs.StartAsync(request, Ct)
        );
        Assert.Equal((minimum, older), (error.Required.ToString(), error.Actual.ToString()));
        Assert.DoesNotContain(endpoint.Requests, sent => sent.Method == "POST");
    }

    private static RawEndpoint Deployment(string version) =>
        new(request =>
            request.Target switch
            {
                "/version" => RawReply.Json($$"""{"version":"{{version}}"}"""),
                _ when request.Target.EndsWith("/hardwareTiers", StringComparison.Ordinal) => RawReply.Json(
                    """[{"hardwareTier":{"id":"small","name":"Small"}}]"""
                ),
                _ => RawReply.Json("{}"),
            }
        );
}
