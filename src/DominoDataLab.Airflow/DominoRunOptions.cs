namespace DominoDataLab.Airflow;

/// <summary>The options of a <see cref="DominoOperator"/>.</summary>
public sealed record DominoRunOptions : DominoOperatorOptions
{
    /// <summary>Creates the options with the default startup delay of 10 s.</summary>
    public DominoRunOptions() => StartupDelay = TimeSpan.FromSeconds(10);

    /// <summary>Gets the command: a file or program first, then one argument per item. Each item is a template.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>
    /// Gets a value that indicates whether a shell runs the command, which must then be one item. If null, the server decides.
    /// </summary>
    public bool? IsDirect { get; init; }

    /// <summary>Gets the commit to run on. If null, the latest commit is used.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the title of the run, which is a template, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the name of a hardware tier. If null, the project's default is used.</summary>
    public string? Tier { get; init; }

    /// <summary>Gets a value that indicates whether the API endpoint is published again afterwards. If null, the server decides.</summary>
    public bool? PublishApiEndpoint { get; init; }

    /// <summary>
    /// Gets a value that indicates whether the log includes what Domino writes while it prepares the run. The default is true.
    /// </summary>
    public bool IncludeSetupLog { get; init; } = true;
}
