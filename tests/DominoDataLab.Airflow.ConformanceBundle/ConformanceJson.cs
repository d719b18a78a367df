using System.Text.Json.Serialization;

namespace DominoDataLab.Airflow.ConformanceBundle;

/// <summary>The return value of an upstream task.</summary>
internal sealed record Rows([property: JsonPropertyName("rows")] long Count);

/// <summary>An upstream value and the same value with one more.</summary>
internal sealed record Numbered([property: JsonPropertyName("n")] long Number, [property: JsonPropertyName("s")] string Text);

[JsonSerializable(typeof(Rows))]
[JsonSerializable(typeof(Numbered))]
internal sealed partial class ConformanceJson : JsonSerializerContext;
