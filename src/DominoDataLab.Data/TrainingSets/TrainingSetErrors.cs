using System.Net;
using System.Text.Json;
using DominoDataLab.Client;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>The training-set service refused a request.</summary>
public sealed class TrainingSetServerException : DominoApiException
{
    internal TrainingSetServerException(HttpStatusCode status, string operation, JsonElement? errors, string? serverMessage, string message)
        : base(status, operation, serverMessage, null, message) => Errors = errors;

    /// <summary>Gets the value of <c>errors</c> in the answer, which may be any JSON value, or null if it is missing.</summary>
    public JsonElement? Errors { get; }
}

/// <summary>A training set was to be created from a frame that lacks columns.</summary>
public sealed class SchemaMismatchException : DominoException
{
    internal SchemaMismatchException(IReadOnlyList<string> missing)
        : base(
            $"Could not create the training set: DataFrame missing columns: {string.Join(", ", missing)}. Add them or correct the lists."
        ) => MissingColumns = missing;

    /// <summary>Gets the names of the missing columns.</summary>
    public IReadOnlyList<string> MissingColumns { get; }
}
