namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>A question to a person, shown in Airflow.</summary>
public sealed record HumanInputRequest
{
    /// <summary>Gets the question.</summary>
    public required string Subject { get; init; }

    /// <summary>Gets the answers to choose from. At least one is required.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Gets further text, or null.</summary>
    public string? Body { get; init; }

    /// <summary>Gets the answers that count if nobody answers in time, or null.</summary>
    public IReadOnlyList<string>? Defaults { get; init; }

    /// <summary>Gets a value that indicates whether several answers can be chosen.</summary>
    public bool AllowMultiple { get; init; }

    /// <summary>Gets parameters that the person can fill in, or null.</summary>
    public IReadOnlyDictionary<string, object?>? Params { get; init; }

    /// <summary>Gets the users who may answer, as IDs with names, or null for anybody.</summary>
    public IReadOnlyDictionary<string, string>? AssignedUsers { get; init; }
}
