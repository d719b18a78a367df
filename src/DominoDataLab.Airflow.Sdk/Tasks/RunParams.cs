using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>The parameters of a run.</summary>
internal static class RunParams
{
    /// <summary>Puts the configuration of a run over default values.</summary>
    public static Dictionary<string, JsonElement> Merge(
        IReadOnlyDictionary<string, object?> defaults,
        IReadOnlyDictionary<string, JsonElement> conf,
        JsonTypes types
    )
    {
        var merged = new Dictionary<string, JsonElement>();
        foreach (var (name, value) in defaults)
        {
            merged[name] = ValueReader.Read(ValueWriter.Encode(value, types, $"the default of the parameter '{name}'"));
        }

        foreach (var (name, value) in conf)
        {
            merged[name] = value;
        }

        return merged;
    }
}
