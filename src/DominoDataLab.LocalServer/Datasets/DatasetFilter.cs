namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Which of the datasets that a user may read are listed. An empty array does not restrict the list.</summary>
internal sealed record DatasetFilter(string[] Projects, string[] ExcludedProjects, string[] Ids)
{
    public static readonly DatasetFilter None = new([], [], []);

    /// <summary>Splits a list that a query separates by commas.</summary>
    public static string[] Split(string? value) =>
        value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
