using System.Text.Json;

namespace DominoDataLab.Data.Tests.Recordings;

/// <summary>A scenario that was recorded with the Python package.</summary>
internal sealed class Recording
{
    private const string LookUp = "look-up of ";

    private static readonly Lazy<JsonDocument?> Document = new(() =>
        SharedData.Folder("recorded-domino-data-6.7.4.json") is { } path ? JsonDocument.Parse(File.ReadAllBytes(path)) : null
    );

    private readonly JsonElement _scenario;

    private Recording(JsonElement scenario) => _scenario = scenario;

    public JsonElement Outcome => _scenario.GetProperty("outcome");

    public IEnumerable<JsonElement> Exchanges => _scenario.GetProperty("exchanges").EnumerateArray();

    /// <summary>Gets the environment of the scenario.</summary>
    public Dictionary<string, string?> Environment
    {
        get
        {
            var variables = All.GetProperty("usual_env")
                .EnumerateObject()
                .ToDictionary(member => member.Name, member => member.Value.GetString());
            foreach (var member in _scenario.GetProperty("env").EnumerateObject())
            {
                variables[member.Name] = member.Value.GetString();
            }

            return variables;
        }
    }

    /// <summary>Gets the names of all scenarios with HTTP requests; empty if the recordings are not there.</summary>
    public static IReadOnlyList<string> HttpNames =>
        Document.Value is null
            ? []
            :
            [
                .. All.GetProperty("scenarios")
                    .EnumerateArray()
                    .Where(scenario => scenario.GetProperty("exchanges").EnumerateArray().Any(RecordedExchange.IsHttp))
                    .Select(scenario => scenario.GetProperty("name").GetString()!),
            ];

    private static JsonElement All => Document.Value!.RootElement;

    /// <summary>Gets the name of the data source with an ID, or null if it was not recorded.</summary>
    public static string? NameOf(string id) =>
        id.Length != 24
            ? null
            : All.GetProperty("bodies")
                .EnumerateObject()
                .Where(body =>
                    body.Name.StartsWith(LookUp, StringComparison.Ordinal)
                    && body.Value.GetString()!.Contains($"\"{id}\"", StringComparison.Ordinal)
                )
                .Select(body => body.Name[LookUp.Length..])
                .FirstOrDefault();

    /// <summary>Gets the answer to a look-up, or null if it was not recorded.</summary>
    public static string? LookUpOf(string name) =>
        All.GetProperty("bodies").TryGetProperty(LookUp + name, out var body) ? body.GetString() : null;

    public static string Body(string key) => All.GetProperty("bodies").GetProperty(key).GetString()!;

    /// <summary>Gets a scenario by name. The test is skipped if the recordings are not there.</summary>
    public static Recording Get(string name)
    {
        SharedData.Require("recorded-domino-data-6.7.4.json");
        return new(All.GetProperty("scenarios").EnumerateArray().Single(scenario => scenario.GetProperty("name").GetString() == name));
    }
}
