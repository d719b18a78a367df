using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Tests.Hosting;

public sealed class DiagnosisTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_error_of_the_server_is_answered_with_a_reference_that_its_log_explains()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { AdditionalFeatures = [new Broken()] }, Ct);
        using var api = new TestApi(server);
        using var reply = await api.Http.GetAsync(new Uri("/broken", UriKind.Relative), Ct);
        var message = JsonNode.Parse(await reply.Content.ReadAsStringAsync(Ct))!["message"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.DoesNotContain("on purpose", message, StringComparison.Ordinal);
        var reference = message.Split("logged as ")[1].TrimEnd('.');
        var log = await ReadLogAsync(server);
        Assert.Contains(reference, log, StringComparison.Ordinal);
        Assert.Contains("broken on purpose", log, StringComparison.Ordinal);
        Assert.Contains("   at DominoDataLab.LocalServer.Tests.Hosting.DiagnosisTests", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_an_error_of_the_server_ended_says_so_with_a_reference_that_the_log_explains()
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "echo running\nwhile [ ! -e go ]; do sleep 0.05; done\n");
        var id = await project.StartAsync("job.sh");
        await api.LineAsync(id, "running");

        // Without its repository, the results of the job cannot be kept.
        Directory.Move(
            Path.Combine(server.DataFolder, "repositories", project.Id + ".git"),
            Path.Combine(server.DataFolder, "repositories", "elsewhere")
        );
        await File.WriteAllTextAsync(Path.Combine(server.DataFolder, "work", id, "go"), "", Ct);
        var job = await api.EndOfAsync(id);
        Assert.Equal("Error", job["statuses"]!["executionStatus"]!.GetValue<string>());
        var message = job["abnormalStatus"]!["runFailureMessage"]!.GetValue<string>();
        Assert.StartsWith("An error in the server, not in your code, ended this.", message, StringComparison.Ordinal);
        Assert.Contains(message, await api.LogAsync(id));
        var reference = message.Split("details under ")[1].TrimEnd('.');
        var log = await ReadLogAsync(server);
        Assert.Contains(reference, log, StringComparison.Ordinal);
        Assert.Contains("RepositoryNotFoundException", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_takes_no_key_and_status_takes_an_administrators()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 3 }, Ct);
        using var nobody = new HttpClient { BaseAddress = server.Address };
        Assert.Equal("""{"status":"ready"}""", await nobody.GetStringAsync(new Uri("/health", UriKind.Relative), Ct));
        using var other = server.ConnectAs("collaborator");
        Assert.Equal(403, (await other.SendAsync(HttpMethod.Get, "/local/status")).Status);
        using var api = new TestApi(server);
        var status = await api.GetAsync("/local/status");
        Assert.Equal(
            (0, 0, 3),
            (status["queuedJobs"]!.GetValue<int>(), status["runningJobs"]!.GetValue<int>(), status["places"]!.GetValue<int>())
        );
        Assert.InRange(status["diskFreeBytes"]!.GetValue<long>(), 1, status["diskTotalBytes"]!.GetValue<long>());
        Assert.Equal(server.Address.GetLeftPart(UriPartial.Authority), status["address"]!.GetValue<string>());
    }

    [Fact]
    public async Task Requests_jobs_and_storage_are_measured_and_requests_are_traced()
    {
        var measured = new System.Collections.Concurrent.ConcurrentDictionary<string, double>();
        using var metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "DominoDataLab.LocalServer")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured[instrument.Name] = value);
        metrics.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured[instrument.Name] = value);
        metrics.SetMeasurementEventCallback<int>((instrument, value, _, _) => measured[instrument.Name] = value);
        metrics.Start();
        var traced = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DominoDataLab.LocalServer",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => traced.Add(activity.DisplayName),
        };
        ActivitySource.AddActivityListener(traces);
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var api = new TestApi(server);
        await (await api.NewProjectAsync()).RunAsync("true\n");
        metrics.RecordObservableInstruments();
        Assert.Contains("GET /v4/jobs/{jobId}", traced);
        foreach (
            var name in (string[])
                [
                    "domino.server.request.duration",
                    "domino.server.job.duration",
                    "domino.server.database.duration",
                    "domino.server.git.duration",
                    "domino.server.transfer.bytes",
                    "domino.server.queue.length",
                    "domino.server.jobs.running",
                ]
        )
        {
            Assert.True(measured.ContainsKey(name), $"Nothing was measured for {name}.");
        }
    }

    [Fact]
    public async Task A_part_that_fails_to_end_does_not_keep_the_rest_from_it()
    {
        var folder = Directory.CreateTempSubdirectory("teardown-");
        try
        {
            var options = new LocalDominoOptions { DataFolder = folder.FullName, AdditionalFeatures = [new FailsToStop()] };
            var server = await LocalDomino.StartAsync(options, Ct);
            var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.DisposeAsync());
            Assert.Equal("does not stop", error.Message);

            // The lock on the folder and the database are free again.
            await using var next = await LocalDomino.StartAsync(options with { AdditionalFeatures = [] }, Ct);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> ReadLogAsync(LocalDomino server)
    {
        await using var file = new FileStream(
            Path.Combine(server.DataFolder, "logs", "server.log"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(Ct);
    }

    private sealed class Broken : IServerFeature
    {
        public void Register(IServiceCollection services) { }

        public void Map(IEndpointRouteBuilder routes) =>
            routes.MapGet("/broken", _ => throw new InvalidOperationException("broken on purpose"));
    }

    private sealed class FailsToStop : IServerFeature
    {
        public void Register(IServiceCollection services) { }

        public Task StopAsync(IServiceProvider services) => throw new InvalidOperationException("does not stop");
    }
}
