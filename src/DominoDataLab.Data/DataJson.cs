using System.Text.Json.Serialization;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.TrainingSets;
using DominoDataLab.Data.Volumes;

namespace DominoDataLab.Data;

/// <summary>The JSON of all requests and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DataSourceDetails))]
[JsonSerializable(typeof(ListKeysRequest))]
[JsonSerializable(typeof(KeyUrlRequest))]
[JsonSerializable(typeof(ProxyError))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(RemoteList<Volume>))]
[JsonSerializable(typeof(RemoteList<VolumeSnapshot>))]
[JsonSerializable(typeof(TrainingSet))]
[JsonSerializable(typeof(TrainingSet[]))]
[JsonSerializable(typeof(TrainingSetVersion))]
[JsonSerializable(typeof(TrainingSetVersion[]))]
[JsonSerializable(typeof(FindSetsBody))]
[JsonSerializable(typeof(FindVersionsBody))]
[JsonSerializable(typeof(UpdateSetBody))]
[JsonSerializable(typeof(CreateVersionBody))]
[JsonSerializable(typeof(UpdateVersionBody))]
internal sealed partial class DataJson : JsonSerializerContext;
