using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.TrainingSets;

/// <summary>A training set.</summary>
internal sealed record TrainingSetRow(
    string Id,
    string ProjectId,
    string Name,
    string? Description,
    JsonObject Meta,
    long CreatedMicroseconds
);

/// <summary>A version of a training set.</summary>
internal sealed record TrainingSetVersionRow
{
    public required string Id { get; init; }

    public required TrainingSetRow Set { get; init; }

    public required int Number { get; init; }

    public string? Description { get; init; }

    /// <summary>The names of columns, and the monitoring settings, as the client sent them.</summary>
    public required JsonObject Columns { get; init; }

    public required JsonObject Meta { get; init; }

    /// <summary>true until the client has written the data; otherwise, false.</summary>
    public required bool IsPending { get; init; }

    public required long CreatedMicroseconds { get; init; }
}
