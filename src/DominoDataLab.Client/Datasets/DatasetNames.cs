namespace DominoDataLab.Client.Datasets;

/// <summary>From what a caller calls a dataset to the dataset.</summary>
internal static class DatasetNames
{
    public static bool IsId(string text) => text.Length == 24 && text.All(char.IsAsciiHexDigit);

    /// <summary>The one with that id or else that name.</summary>
    public static Dataset Pick(List<Dataset> known, string nameOrId, string project) =>
        known.Find(dataset => dataset.Id == nameOrId)
        ?? known.Find(dataset => dataset.Name == nameOrId)
        ?? throw new DominoNotFoundException(
            "dataset",
            nameOrId,
            $"{project} has: {string.Join(", ", known.Select(dataset => $"{dataset.Name} ({dataset.Id})"))}.",
            known.ConvertAll(dataset => $"{dataset.Name} ({dataset.Id})")
        );
}
