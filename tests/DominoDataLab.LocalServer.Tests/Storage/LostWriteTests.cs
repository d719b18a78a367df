using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.LocalServer.Tests.Storage;

/// <summary>Background work survives a write that fails, as on a full disk, and continues when writes succeed again.</summary>
public sealed class LostWriteTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly ErrorLog _log = new();
    private LocalDomino _server = null!;
    private HttpClient _http = null!;
    private string _dataset = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "ada",
                TimeProvider = _time,
                LoggerFactory = _log,
            },
            Ct
        );
        _http = _server.ConnectAs("ada");
        var project = await _http.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start");
        _dataset = (await _http.ReadAsync($"/dataset?projectId={project["id"]}"))[0]!["datasetId"]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task A_sweep_that_fails_is_made_up_for_by_the_next()
    {
        var snapshot = await SnapshotAsync();
        await UntilAsync(snapshot, "Active");
        Assert.InRange((await _http.SendAsync(HttpMethod.Delete, $"/v4/datasetrw/snapshot/{snapshot}")).Status, 200, 204);
        await WithoutWritesToAsync("dataset_snapshots", () => _time.Advance(TimeSpan.FromMinutes(16)));
        _time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(snapshot, null);
        var next = await SnapshotAsync();
        await UntilAsync(next, "Active");
    }

    [Fact]
    public async Task A_snapshot_whose_states_can_not_be_written_is_made_a_minute_later()
    {
        var snapshot = "";
        await WithoutWritesToAsync("dataset_snapshots", async () => snapshot = await SnapshotAsync());
        _time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(snapshot, "Active");
    }

    [Fact]
    public async Task A_build_whose_states_can_not_be_written_is_done_when_they_can()
    {
        var made = "";
        await WithoutWritesToAsync(
            "environment_revisions",
            async () =>
            {
                var (status, reply) = await _http.SendAsync(
                    HttpMethod.Post,
                    "/api/environments/beta/environments",
                    """{"name":"e","visibility":"private","image":"x"}"""
                );
                Assert.True(status == 200, reply?.ToJsonString());
                made = reply!["environment"]!["id"]!.GetValue<string>();
            }
        );
        await Eventually.GetAsync(
            async () =>
                (await _http.ReadAsync($"/api/environments/v1/environments/{made}"))["environment"]!["latestRevision"]![
                    "status"
                ]!.GetValue<string>(),
            status => status == "succeeded",
            "the environment to be built"
        );
    }

    private async Task<string> SnapshotAsync() =>
        (
            await _http.SendAsync(
                HttpMethod.Post,
                "/v4/datasetrw/snapshot",
                new JsonObject { ["datasetId"] = _dataset, ["relativeFilePaths"] = new JsonArray() }.ToJsonString()
            )
        ).Reply!["id"]!.GetValue<string>();

    private async Task UntilAsync(string snapshot, string? status) =>
        await Eventually.GetAsync(
            () => _http.SendAsync(HttpMethod.Get, $"/v4/datasetrw/snapshot/{snapshot}"),
            answer => status is null ? answer.Status == 404 : answer.Reply!["snapshot"]!["lifecycleStatus"]!.GetValue<string>() == status,
            status is null ? "the snapshot to be gone" : $"the snapshot to be {status}"
        );

    /// <summary>Does something while updates of a table fail, and waits until one has.</summary>
    private Task WithoutWritesToAsync(string table, Action act) =>
        WithoutWritesToAsync(
            table,
            () =>
            {
                act();
                return Task.CompletedTask;
            }
        );

    private async Task WithoutWritesToAsync(string table, Func<Task> act)
    {
        await ExecuteAsync($"CREATE TRIGGER refuse BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'not now'); END");
        await act();
        await _log.Met.Task.WaitAsync(TimeSpan.FromMinutes(2), Ct);
        await ExecuteAsync("DROP TRIGGER refuse");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_server.DataFolder, "domino.db")};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }

    private sealed class ErrorLog : ILoggerFactory, ILogger
    {
        public TaskCompletionSource Met { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel == LogLevel.Error && exception?.Message.Contains("not now", StringComparison.Ordinal) == true)
            {
                Met.TrySetResult();
            }
        }

        public void Dispose() { }
    }
}
