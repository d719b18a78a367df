using System.Text.Json.Serialization;

namespace DominoDataLab.Airflow.ScenarioBundle;

internal sealed record Report([property: JsonPropertyName("row_count")] int Rows, string Name);

internal sealed class Node
{
    public Node? Next { get; set; }
}

[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(DayOfWeek))]
[JsonSerializable(typeof(Dictionary<int, string>))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
