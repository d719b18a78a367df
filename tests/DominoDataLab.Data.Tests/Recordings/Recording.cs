using System.Text.Json;

namespace DominoDataLab.Data.Tests.Recordings;

/// <summary>A scenario that was recorded with the Python package.</summary>
internal sealed class Recording
{
    private static JsonDocument? _all;

    private Recording(JsonElement scenario) => Scenario = scenario;

    public JsonElement Scenario { get; }

    public JsonElement Outcome => Scenario.GetProperty("outcome");

    public JsonElement Exchanges => Scenario.GetProperty("exchanges");

    public static JsonElement All => (_all ??= JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("recorded-domino-data-6.7.4.json")))).RootElement;

    /// <summary>Gets a scenario by name. The test is skipped if the recordings are not there.</summary>
    public static Recording Get(string name) =>
        new(All.GetProperty("scenarios").EnumerateArray().Single(scenario => scenario.GetProperty("name").GetString() == name));
}
