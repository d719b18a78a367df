using System.Diagnostics;
using System.Diagnostics.Metrics;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>
/// Activities and measurements, told from those of other tests by the port of this one's endpoint or by the caller's activity.
/// </summary>
public sealed class TelemetryTests
{
    private const string Name = "DominoDataLab.Client";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_one_activity_with_the_attributes_of_OpenTelemetry()
    {
        var left = 1;
        await using var endpoint = new RawEndpoint(request =>
            request.Target == "/version"
                ? left-- > 0
                    ? RawReply.Json("{}", 503)
                    : RawReply.Json("""{"version":"1"}""")
                : request.Target == "/v4/users/self"
                    ? RawReply.Json("{}", 404)
                    : RawReply.Cut
        );
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (stopped)
                {
                    stopped.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var client = endpoint.Connect(options => options.MaxRetries = 1);
        await client.GetVersionAsync(Ct);
        await Assert.ThrowsAsync<DominoApiException>(() => client.Users.GetSelfAsync(Ct));
        await Assert.ThrowsAsync<DominoConnectionException>(() => client.Projects.ForkAsync("i", "n", Ct));

        Dictionary<string, object?>[] mine;
        lock (stopped)
        {
            mine =
            [
                .. stopped
                    .Where(activity => activity.GetTagItem("server.port") is int port && port == endpoint.Port)
                    .Select(activity =>
                    {
                        Assert.Equal(ActivityKind.Client, activity.Kind);
                        var tags = activity.TagObjects.ToDictionary();
                        Assert.Equal($"{tags["http.request.method"]} {tags["url.template"]}", activity.DisplayName);
                        Assert.Equal(tags.ContainsKey("error.type") ? ActivityStatusCode.Error : ActivityStatusCode.Unset, activity.Status);
                        return tags;
                    }),
            ];
        }

        Assert.Equal(3, mine.Length);
        Assert.All(mine, tags => Assert.Equal("localhost", tags["server.address"]));
        Assert.Equal(
            ("GET", "/version", 200, 1),
            (
                mine[0]["http.request.method"],
                mine[0]["url.template"],
                mine[0]["http.response.status_code"],
                mine[0]["http.request.resend_count"]
            )
        );
        Assert.Equal(
            ("GET", "/v4/users/self", 404, "404"),
            (mine[1]["http.request.method"], mine[1]["url.template"], mine[1]["http.response.status_code"], mine[1]["error.type"])
        );
        Assert.Equal(
            ("POST", "/v4/projects/{projectId}/fork", typeof(DominoConnectionException).FullName),
            (mine[2]["http.request.method"], mine[2]["url.template"], mine[2]["error.type"])
        );
        Assert.False(mine[2].ContainsKey("http.response.status_code"));
    }

    [Fact]
    public async Task Every_attempt_is_measured_and_repetitions_are_counted()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", 503));
        using var meters = new Measurements();
        using var client = endpoint.Connect(options => options.MaxRetries = 1);
        await Assert.ThrowsAsync<DominoApiException>(() => client.Jobs.GetRuntimeDetailsAsync("i", Ct));

        // The port alone is not enough: it may have been another test's, whose client still asks there.
        var durations = meters
            .Of("http.client.request.duration")
            .Where(entry =>
                entry.Tags["server.port"] is int port
                && port == endpoint.Port
                && (string?)entry.Tags["url.template"] == "/v4/jobs/{jobId}/runtimeExecutionDetails"
            )
            .ToList();
        Assert.Equal(2, durations.Count);
        Assert.All(
            durations,
            entry =>
            {
                Assert.InRange(entry.Value, 0, 100);
                Assert.Equal(
                    ("GET", 503, "503"),
                    (entry.Tags["http.request.method"], entry.Tags["http.response.status_code"], entry.Tags["error.type"])
                );
            }
        );
        Assert.Contains(
            meters.Of("domino.client.retries"),
            entry => entry.Value == 1 && (string?)entry.Tags["url.template"] == "/v4/jobs/{jobId}/runtimeExecutionDetails"
        );
    }

    [Fact]
    public async Task Bytes_are_counted_both_ways()
    {
        // A route that no other test downloads from or uploads 12,345 bytes to.
        await using var endpoint = new RawEndpoint(request =>
            request.Method == "PUT"
                ? RawReply.Json("""{"path":"p","size":12345,"lastModified":0,"key":"0123456789012345678901234567890123456789"}""")
                : new RawReply(200, new byte[54_321])
        );
        using var meters = new Measurements();
        using var client = endpoint.Connect();
        await client.Project("o/p").Files.UploadAsync(new byte[12_345], "f", cancellationToken: Ct);
        await using (var blob = await client.Project("o/p").Files.OpenBlobAsync(new string('a', 40), Ct))
        {
            await blob.CopyToAsync(Stream.Null, Ct);
        }

        Assert.True(Sum("transmit", "/v1/projects/{owner}/{project}/{**path}") >= 12_345);
        Assert.True(Sum("receive", "/v1/projects/{owner}/{project}/blobs/{key}") >= 54_321);

        double Sum(string direction, string template) =>
            meters
                .Of("domino.client.transferred")
                .Where(entry => (string?)entry.Tags["network.io.direction"] == direction && (string?)entry.Tags["url.template"] == template)
                .Sum(entry => entry.Value);
    }

    [Fact]
    public async Task Looks_at_a_job_are_counted()
    {
        var left = 1;
        await using var endpoint = new RawEndpoint(_ =>
            RawReply.Json(
                $$"""{"id":"i","number":1,"statuses":{"isCompleted":{{(left-- > 0 ? "false" : "true")}},"isArchived":false"""
                    + $$""","isScheduled":false,"executionStatus":"{{(left >= 0 ? "Running" : "Succeeded")}}"}"""
                    + $$""","jobRunCommand":"c","projectId":"p"}"""
            )
        );
        using var meters = new Measurements();
        using var client = endpoint.Connect(options => options.TimeProvider = new SkippingClock());
        await client.Jobs.WaitForCompletionAsync("i", cancellationToken: Ct);
        Assert.Equal(2, endpoint.Requests.Count);
        Assert.NotEmpty(meters.Of("domino.client.polls"));
    }

    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _all = [];

        public Measurements()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            _listener.Start();
        }

        public IReadOnlyList<(double Value, Dictionary<string, object?> Tags)> Of(string name)
        {
            lock (_all)
            {
                return [.. _all.Where(entry => entry.Name == name).Select(entry => (entry.Value, entry.Tags))];
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var copy = new Dictionary<string, object?>(tags.ToArray());
            lock (_all)
            {
                _all.Add((name, value, copy));
            }
        }
    }
}
