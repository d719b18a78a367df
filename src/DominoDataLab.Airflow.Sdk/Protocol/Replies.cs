using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk.Protocol;

internal sealed record AssetList(IReadOnlyList<Asset>? Assets);

internal sealed record InactiveAssetList(IReadOnlyList<Asset>? InactiveAssets);

internal sealed record AssetEventList(IReadOnlyList<AssetEvent>? AssetEvents);

internal sealed record PreviousRunReply(DagRun? DagRun);

internal sealed record PreviousTaskReply(PreviousTaskInstance? TaskInstance);

internal sealed record TaskStatesReply(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>>? TaskStates);
