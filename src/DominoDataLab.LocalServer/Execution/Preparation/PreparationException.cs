namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>An execution cannot start. The message says why and what to do.</summary>
internal sealed class PreparationException(string reason, string message) : Exception(message)
{
    /// <summary>The reason as a word, as a job shows it.</summary>
    public string Reason { get; } = reason;

    /// <summary>true if nothing that the execution left is kept; otherwise, false.</summary>
    public bool DiscardsResults { get; init; }
}
