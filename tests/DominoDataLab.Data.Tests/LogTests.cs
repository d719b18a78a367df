using System.Collections.Concurrent;
using DominoDataLab.Client;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.Tests.Server;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data.Tests;

/// <summary>The log has requests and retries, and never secrets.</summary>
public sealed class LogTests : DataTest
{
    [Fact]
    public async Task Case_137_events_have_their_names_and_fields_and_no_secret()
    {
        using var log = new Sink();
        Server.Add("s3", "S3Config").Add("d", "DatasetConfig", "NoAuth").Add("vol", "NetAppVolumeConfig", "NoAuth");
        Server.Objects["k"] = [1];
        Server.Script.On("HEAD", "/objectstore/metric", ScriptedServer.Close());
        Server.Script.On("GET", "/access-token", ScriptedServer.Text("secret of the service", 403));
        Server.Script.On("GET", "/remotefs/v1/volumes", ScriptedServer.Json("{}"));
        Server.Script.On(
            "GET",
            "/remotefs/v1/volumes/unique-name/vol",
            ScriptedServer.Json("""{"id":"v","name":"vol","uniqueName":"vol"}""")
        );
        Server.Script.On("GET", "/remotefs/v1/snapshots", ScriptedServer.Json("{}"));
        using var client = Server.Client(
            options =>
            {
                (options.ApiKey, options.Token, options.FlightHost) = ("secret-key", "secret-token", "grpc://flight");
                options.Host = Server.Address.Replace("://", "://secret-user:secret-password@", StringComparison.Ordinal);
            },
            log
        );
        var store = (await client.DataSources.GetObjectStoreAsync("s3", Stop)).With(
            new S3Config { AwsSecretAccessKey = "secret-override" }
        );
        await store.ListAsync("p", 7, Stop).ToListAsync(Stop);
        await store.GetAsync("k", Stop);
        var error = await Assert.ThrowsAnyAsync<DominoException>(() => store.GetAsync("none", Stop));
        await client.Datasets.GetAsync("d", Stop);
        await client.Datasets.ListFilesAsync("d", "p", 7, Stop).ToListAsync(Stop);
        await client.Datasets.GetFileUrlAsync("d", "f", Stop);
        await client.Volumes.GetAsync("vol", Stop);
        await client.Volumes.ListAsync(1, 2, Stop);
        await client.Volumes.ListSnapshotsAsync("vol", 1, 2, Stop);

        var proxy = Server.Address;
        Assert.Contains(
            ("Information", $"initializing datasource client with hosts: flight grpc://flight, Domino {proxy}, proxy {proxy}"),
            log.Lines
        );
        string[] expected =
        [
            "get_datasource s3",
            $"list_keys {store.Id} p 7",
            $"get_key_url {store.Id} k",
            "get_dataset d",
            "list_files d p 7",
            "get_file_url d f",
            "get_volume vol",
            "list_volumes 1 2",
            "list_snapshots 1 2 vol",
        ];
        Assert.All(expected, line => Assert.Contains(("Information", line), log.Lines));
        Assert.Contains(log.Fields, fields => fields.Contains("datasource_name") && !fields.Contains("page_size"));
        Assert.Contains(
            log.Fields,
            fields => fields.Contains("datasource_id") && fields.Contains("prefix") && fields.Contains("page_size")
        );
        Assert.Contains(
            log.Lines,
            line => line.Level == "Warning" && line.Text.StartsWith("A transfer could not be reported", StringComparison.Ordinal)
        );
        Assert.All(log.Lines, line => Assert.DoesNotContain("secret", line.Text, StringComparison.Ordinal));
        Assert.All(log.Lines, line => Assert.DoesNotContain("signature", line.Text, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_093_a_client_works_without_HOME_and_without_a_log()
    {
        Server.Add("s3", "S3Config");
        using var client = new DominoDataClient(
            new DominoDataClientOptions(name =>
                name switch
                {
                    "DOMINO_USER_API_KEY" => "key-1",
                    "DOMINO_API_HOST" => Server.Address,
                    _ => null,
                }
            )
        );
        Assert.Equal("s3", (await client.DataSources.GetAsync("s3", Stop)).Name);
    }

    private sealed class Sink : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(string Level, string Text)> Lines { get; } = [];

        public ConcurrentQueue<HashSet<string>> Fields { get; } = [];

        public void AddProvider(ILoggerProvider provider) { }

        public ILogger CreateLogger(string categoryName) => this;

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
            Lines.Enqueue(($"{logLevel}", formatter(state, exception) + exception));
            Fields.Enqueue([.. ((IEnumerable<KeyValuePair<string, object?>>)state!).Select(field => field.Key)]);
        }

        public void Dispose() { }
    }
}
