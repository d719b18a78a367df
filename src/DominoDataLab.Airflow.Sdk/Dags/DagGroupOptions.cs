namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>The options of a task group.</summary>
public sealed record DagGroupOptions
{
    /// <summary>Gets a value that indicates whether the IDs of the group's tasks begin with the group's ID. The default is true.</summary>
    public bool PrefixGroupId { get; init; } = true;

    /// <summary>Gets the name that the UI shows.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Gets the tooltip.</summary>
    public string Tooltip { get; init; } = "";

    /// <summary>Gets the fill color.</summary>
    public string Color { get; init; } = "CornflowerBlue";

    /// <summary>Gets the text color.</summary>
    public string TextColor { get; init; } = "#000";

    /// <summary>Gets the documentation, in Markdown, or null.</summary>
    public string? DocMarkdown { get; init; }
}
