namespace DominoDataLab.Client.Datasets;

/// <summary>Finds datasets by name or ID.</summary>
internal static class DatasetNames
{
    public static bool IsId(string text) => text.Length == 24 && text.All(char.IsAsciiHexDigit);

    /// <summary>Gets the dataset with an ID, or else with a name.</summary>
    public static Dataset Pick(List<Dataset> known, string nameOrId) =>
        known.Find(dataset => dataset.Id == nameOrId)
        ?? known.Find(dataset => dataset.Name == nameOrId)
        ?? throw new DominoNotFoundException(
            "dataset",
            nameOrId,
            known.Count == 0
                ? "The project has no datasets."
                : $"The project has: {string.Join(", ", known.Select(dataset => $"{dataset.Name} ({dataset.Id})"))}.",
            known.ConvertAll(dataset => $"{dataset.Name} ({dataset.Id})")
        );
}
