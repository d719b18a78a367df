using System.Globalization;
using System.Text;
using System.Text.Json;
using DominoDataLab.Client;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.TrainingSets;

namespace DominoDataLab.Data.Tests.Recordings;

/// <summary>Makes the calls of this library whose requests were recorded, one after another.</summary>
internal sealed class RecordedCalls(
    DominoDataClient client,
    IReadOnlyList<RecordedExchange> exchanges,
    string folder,
    CancellationToken stop
)
{
    private readonly Dictionary<string, DataSource> _sources = [];
    private readonly HashSet<string> _extra = [];
    private int _next;

    private RecordedExchange? Following => exchanges.Skip(_next).FirstOrDefault(exchange => exchange.Path != "/access-token");

    /// <summary>Gets the requests that were needed to get to the recorded ones.</summary>
    public IReadOnlySet<string> Extra => _extra;

    public async Task RunAsync()
    {
        while (_next < exchanges.Count)
        {
            var exchange = exchanges[_next++];
            try
            {
                await CallAsync(exchange);
            }
            catch (Exception e) when (e is DominoException or ArgumentException or IOException)
            {
                // What a call throws is the matter of other tests; here it is what was asked.
            }
        }
    }

    private Task CallAsync(RecordedExchange exchange) =>
        exchange.Path.Split('/')[1..] switch
        {
            ["v4", "datasource", "name", var name] => LookUpAsync(Uri.UnescapeDataString(name), exchange),
            ["objectstore", "list"] => ListAsync(exchange),
            ["objectstore", "key"] => ObjectAsync(exchange),
            ["trainingset", .. var rest] => TrainingSetAsync(exchange, rest),
            ["remotefs", "v1", "volumes"] => client.Volumes.ListAsync(Number(exchange, "offset"), Number(exchange, "limit"), stop),
            ["remotefs", "v1", "volumes", "unique-name", var name] => SnapshotsAsync(Uri.UnescapeDataString(name)),
            _ => Task.CompletedTask,
        };

    private async Task LookUpAsync(string name, RecordedExchange exchange)
    {
        var type = exchange.Status == 200 && exchange.AnswerJson.TryGetProperty("dataSourceType", out var given) ? given.GetString() : null;
        DataSource source = type switch
        {
            "DatasetConfig" => await client.Datasets.GetAsync(name, stop),
            "NetAppVolumeConfig" when !exchange.Headers.ContainsKey("X-Domino-Api-Key") => await client.Volumes.GetAsync(name, stop),
            _ => await client.DataSources.GetAsync(name, stop),
        };
        _sources[source.Id] = source;
    }

    private async Task ListAsync(RecordedExchange exchange)
    {
        var (prefix, size) = (exchange.Json.GetProperty("prefix").GetString()!, exchange.Json.GetProperty("page_size").GetInt32());
        var id = exchange.Json.GetProperty("datasourceId").GetString()!;
        var keys = await SourceAsync(exchange) is { } source
            ? source.ListAsync(prefix, size, stop)
            : client.Datasets.ListFilesAsync(id, prefix, size, stop);
        await keys.ToListAsync(stop);
    }

    private async Task ObjectAsync(RecordedExchange exchange)
    {
        var key = exchange.Json.GetProperty("objectKey").GetString()!;
        var forWriting = exchange.Json.GetProperty("isReadWrite").GetBoolean();
        if (await SourceAsync(exchange) is not { } source)
        {
            await client.Datasets.GetFileUrlAsync(exchange.Json.GetProperty("datasourceId").GetString()!, key, stop);
            return;
        }

        if (
            Following is not { } next
            || exchange.Status != 200
            || !exchange.AnswerJson.GetString()!.EndsWith(next.Target, StringComparison.Ordinal)
        )
        {
            await (
                source is ObjectStoreDataSource any
                    ? any.GetUrlAsync(key, forWriting, stop)
                    : ((Data.Datasets.DatasetSource)source).GetUrlAsync(key, stop)
            );
            return;
        }

        source =
            next.Headers.ContainsKey("Authorization") && source.GetType() == typeof(ObjectStoreDataSource)
                ? ((ObjectStoreDataSource)source).WithStorageAuthentication()
                : source;
        if (next.Method == "PUT")
        {
            var content = Encoding.UTF8.GetBytes(next.Body ?? "");
            var store = (ObjectStoreDataSource)source;
            await (
                next.Headers.ContainsKey("Transfer-Encoding")
                    ? store.UploadAsync(new OneWay(content), key, stop)
                    : store.UploadAsync(content, key, stop)
            );
        }
        else if (next.Headers.ContainsKey("Range"))
        {
            await source.DownloadAsync(key, Path.Combine(folder, "downloaded"), new() { MaxConcurrency = 1, MaxRetries = 1 }, stop);
        }
        else
        {
            Assert.Equal(next.Answer, await source.GetAsync(key, stop));
        }
    }

    private async Task SnapshotsAsync(string name)
    {
        var list = Following is { Path: "/remotefs/v1/snapshots" } next ? next : null;
        await client.Volumes.ListSnapshotsAsync(
            name,
            list is null ? null : Number(list, "offset"),
            list is null ? null : Number(list, "limit"),
            stop
        );
    }

    private Task TrainingSetAsync(RecordedExchange exchange, string[] path)
    {
        var sets = client.TrainingSets;
        return (exchange.Method, path) switch
        {
            ("GET", [var name]) => sets.GetAsync(name, stop),
            ("PUT", [var name]) => sets.UpdateAsync(
                exchange.Json.TryGetProperty("description", out var description)
                    ? new TrainingSet
                    {
                        Name = name,
                        Meta = Map(exchange, "meta"),
                        Description = description.GetString(),
                    }
                    : new TrainingSet { Name = name, Meta = Map(exchange, "meta") },
                stop
            ),
            ("DELETE", [var name]) => sets.DeleteAsync(name, stop),
            ("POST", ["find"]) => sets.ListAsync(
                new()
                {
                    Meta = Map(exchange, "meta"),
                    Offset = Number(exchange, "offset")!.Value,
                    Limit = Number(exchange, "limit")!.Value,
                    IsAscending = IsAscending(exchange),
                },
                stop
            ),
            ("POST", ["version", "find"]) => sets.ListVersionsAsync(
                new()
                {
                    Meta = Map(exchange, "meta"),
                    TrainingSetMeta = Map(exchange, "trainingSetMeta"),
                    TrainingSetName = exchange.Json.GetProperty("trainingSetName").GetString(),
                    Offset = Number(exchange, "offset")!.Value,
                    Limit = Number(exchange, "limit")!.Value,
                    IsAscending = IsAscending(exchange),
                },
                stop
            ),
            ("POST", [var name]) => CreateAsync(name, exchange),
            ("GET", [var name, var number]) => GetOrDeleteAsync(name, int.Parse(number, CultureInfo.InvariantCulture)),
            ("PUT", [var name, var number]) => UpdateAsync(name, int.Parse(number, CultureInfo.InvariantCulture), exchange),
            _ => Task.CompletedTask,
        };
    }

    private Task<TrainingSetVersion> CreateAsync(string name, RecordedExchange exchange)
    {
        // The update that follows is a part of creating.
        _next += Following?.Method == "PUT" ? 1 : 0;
        var columns = List(exchange.Json, "allColumns").Select(column => TrainingColumn.Create(column, new long[] { 1 }));
        return client.TrainingSets.CreateVersionAsync(
            new()
            {
                TrainingSetName = name,
                Description = exchange.Json.GetProperty("description").GetString(),
                KeyColumns = List(exchange.Json, "keyColumns"),
                TargetColumns = List(exchange.Json, "targetColumns"),
                ExcludeColumns = List(exchange.Json, "excludeColumns"),
                MonitoringMeta = Monitoring(exchange),
                Meta = Map(exchange, "meta"),
            },
            TrainingFrame.FromColumns(columns),
            stop
        );
    }

    private Task<TrainingSetVersion> UpdateAsync(string name, int number, RecordedExchange exchange)
    {
        var version = new TrainingSetVersion
        {
            TrainingSetName = name,
            Number = number,
            KeyColumns = List(exchange.Json, "keyColumns"),
            TargetColumns = List(exchange.Json, "targetColumns"),
            ExcludeColumns = List(exchange.Json, "excludeColumns"),
            MonitoringMeta = Monitoring(exchange),
            Meta = Map(exchange, "meta"),
            IsPending = exchange.Json.GetProperty("pending").GetBoolean(),
        };
        version = exchange.Json.TryGetProperty("description", out var text) ? version with { Description = text.GetString() } : version;
        return client.TrainingSets.UpdateVersionAsync(version, stop);
    }

    private Task GetOrDeleteAsync(string name, int number)
    {
        if (Following is { Method: "DELETE" })
        {
            _next++;
            return client.TrainingSets.DeleteVersionAsync(name, number, stop);
        }

        return client.TrainingSets.GetVersionAsync(name, number, stop);
    }

    private async Task<ObjectSource?> SourceAsync(RecordedExchange exchange)
    {
        var id = exchange.Json.GetProperty("datasourceId").GetString()!;
        if (!_sources.ContainsKey(id) && Recording.NameOf(id) is { } name)
        {
            // It was looked up before the recording began.
            _extra.Add("/v4/datasource/name/" + name);
            _sources[id] = await client.DataSources.GetAsync(name, stop);
        }

        if (_sources.GetValueOrDefault(id) is not ObjectSource source)
        {
            return null;
        }

        var (settings, credentials) = (Map(exchange, "configOverwrites"), Map(exchange, "credentialOverwrites"));
        if (source.Authentication.Value.StartsWith("AWSIAMRole", StringComparison.Ordinal) || settings.Count + credentials.Count == 0)
        {
            return source;
        }

        return source is ObjectStoreDataSource store
            ? store.With(
                new S3Config
                {
                    Bucket = settings.GetValueOrDefault("bucket"),
                    Region = settings.GetValueOrDefault("region"),
                    AwsAccessKeyId = credentials.GetValueOrDefault("accessKeyID"),
                    AwsSecretAccessKey = credentials.GetValueOrDefault("secretAccessKey"),
                    AwsSessionToken = credentials.GetValueOrDefault("sessionToken"),
                }
            )
            : ((Data.Datasets.DatasetSource)source).With(
                new DatasetConfig
                {
                    SnapshotId = settings.GetValueOrDefault("snapshotID"),
                    Subfolder = settings.GetValueOrDefault("subfolder"),
                }
            );
    }

    private static MonitoringMeta Monitoring(RecordedExchange exchange)
    {
        var meta = exchange.Json.GetProperty("monitoringMeta");
        return new()
        {
            TimestampColumns = List(meta, "timestampColumns"),
            CategoricalColumns = List(meta, "categoricalColumns"),
            OrdinalColumns = List(meta, "ordinalColumns"),
        };
    }

    private static string[] List(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(item => item.ToString())];

    private static Dictionary<string, string> Map(RecordedExchange exchange, string name) =>
        exchange.Json.GetProperty(name).EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!);

    private static string? Query(RecordedExchange exchange, string name) =>
        exchange
            .Target.Split('?', 2)
            .ElementAtOrDefault(1)
            ?.Split('&')
            .Select(pair => pair.Split('='))
            .FirstOrDefault(pair => pair[0] == name)
            ?[1];

    private static int? Number(RecordedExchange exchange, string name) =>
        Query(exchange, name) is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : null;

    private static bool IsAscending(RecordedExchange exchange) => Query(exchange, "asc") == "true";

    private sealed class OneWay(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
