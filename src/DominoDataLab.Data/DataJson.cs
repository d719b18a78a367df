using System.Text.Json.Serialization;
using DominoDataLab.Data.DataSources;

namespace DominoDataLab.Data;

/// <summary>The JSON of all requests and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DataSourceDetails))]
internal sealed partial class DataJson : JsonSerializerContext;
