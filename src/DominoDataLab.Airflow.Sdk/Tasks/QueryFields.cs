using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

internal static class QueryFields
{
    /// <summary>Adds a list of strings, unless it is null.</summary>
    public static void Add(Request request, JsonTypes types, string name, IEnumerable<string>? values)
    {
        if (values is not null)
        {
            request.Set(name, ValueWriter.Encode(values.ToList(), types, name));
        }
    }
}
