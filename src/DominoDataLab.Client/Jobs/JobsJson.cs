using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

internal sealed record StopJobBody(string ProjectId, string JobId, bool CommitResults);

internal sealed record RestartJobBody(string JobId, bool ShouldUseOriginalInputCommit);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(StopJobBody))]
[JsonSerializable(typeof(RestartJobBody))]
[JsonSerializable(typeof(StartJobBody))]
[JsonSerializable(typeof(ComputeCluster))]
[JsonSerializable(typeof(DefaultClusterSettings))]
[JsonSerializable(typeof(RuntimeDetails))]
internal sealed partial class JobsJson : JsonSerializerContext;
