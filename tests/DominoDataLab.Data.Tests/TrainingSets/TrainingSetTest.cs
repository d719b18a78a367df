using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apache.Arrow;
using DominoDataLab.Data.Tests.Server;
using DominoDataLab.Data.TrainingSets;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.Data.Tests.TrainingSets;

/// <summary>A training-set service in memory, as much of it as the tests need.</summary>
public abstract class TrainingSetTest : DataTest
{
    private readonly Dictionary<(string Name, int Number), JsonObject> _versions = [];
    private readonly Dictionary<string, JsonObject> _sets = [];

    internal DominoDataClient Client(Action<DominoDataClientOptions>? change = null)
    {
        Server.Script.On(request => request.Path.StartsWith("/trainingset/", StringComparison.Ordinal), AnswerAsync);
        return Server.Client(options =>
        {
            options.TrainingSetFolder = System.IO.Path.Combine(Folder, "ts");
            change?.Invoke(options);
        });
    }

    protected static TrainingFrame Frame() =>
        TrainingFrame.FromColumns(
            TrainingColumn.Create("ts", new DateTime?[] { new(2024, 1, 1, 10, 0, 0), new(2024, 1, 2), null }),
            TrainingColumn.Create("user_id", Enumerable.Range(1, 3).Select(id => (long)id)),
            TrainingColumn.Create("amount", new double?[] { 1.5, null, 3 }),
            TrainingColumn.Create("kind", ["a", "b", null]),
            TrainingColumn.Create("is_fraud", Enumerable.Range(0, 3).Select(row => row != 1))
        );

    protected static CreateTrainingSetVersionRequest Request(string name = "ts-1") =>
        new()
        {
            TrainingSetName = name,
            KeyColumns = ["user_id"],
            TargetColumns = ["is_fraud"],
            ExcludeColumns = ["kind"],
            MonitoringMeta = new MonitoringMeta { TimestampColumns = ["ts"], CategoricalColumns = ["kind"] },
            Meta = new Dictionary<string, string> { ["experiment_id"] = "123" },
        };

    protected static async Task<List<RecordBatch>> ReadAsync(IAsyncEnumerable<RecordBatch> batches) => await batches.ToListAsync(Stop);

    private async Task AnswerAsync(HttpContext context, SeenRequest request)
    {
        var segments = request.Path.Split('/')[2..];
        var answer = (request.Method, segments) switch
        {
            ("POST", [var name]) => Create(name, request),
            ("GET", [var name]) => _sets.GetValueOrDefault(name),
            ("PUT", [var name]) => Change(_sets[name], request),
            ("GET", [var name, var number]) => _versions.GetValueOrDefault((name, int.Parse(number, CultureInfo.InvariantCulture))),
            ("PUT", [var name, var number]) => Change(_versions[(name, int.Parse(number, CultureInfo.InvariantCulture))], request),
            ("DELETE", [var name, var number]) => Delete(name, int.Parse(number, CultureInfo.InvariantCulture)),
            ("DELETE", [var name]) => _sets.Remove(name, out var removed) ? removed : null,
            _ => null,
        };
        if (answer is null)
        {
            await ScriptedServer.Json("""{"errors":["not there"]}""", 404)(context, request);
            return;
        }

        await ScriptedServer.Json(answer.ToJsonString())(context, request);
    }

    private JsonObject Create(string name, SeenRequest request)
    {
        var number = _versions.Keys.Where(key => key.Name == name).Select(key => key.Number).DefaultIfEmpty().Max() + 1;
        _sets.TryAdd(
            name,
            new JsonObject
            {
                ["id"] = "s",
                ["projectId"] = "p",
                ["name"] = name,
                ["creationTime"] = "2024-01-01T00:00:00Z",
                ["meta"] = new JsonObject(),
            }
        );
        var version = JsonNode.Parse(request.Body)!.AsObject();
        version.Remove("projectId");
        if (version["description"] is null)
        {
            version.Remove("description");
        }

        version["id"] = $"v{number}";
        version["trainingSetId"] = "s";
        version["trainingSetName"] = name;
        version["number"] = number;
        version["creationTime"] = "2021-10-20T00:02:27.633436Z";
        version["path"] = $"/trainingset/p/s-{name}/v{number}";
        version["containerPath"] = $"s-{name}/v{number}";
        version["pending"] = true;
        return _versions[(name, number)] = version;
    }

    private JsonObject? Delete(string name, int number) => _versions.Remove((name, number), out var removed) ? removed : null;

    private static JsonObject Change(JsonObject stored, SeenRequest request)
    {
        foreach (var (name, value) in JsonNode.Parse(request.Body)!.AsObject())
        {
            stored[name] = value?.DeepClone();
        }

        if (stored["description"] is null)
        {
            stored.Remove("description");
        }

        return stored;
    }
}
