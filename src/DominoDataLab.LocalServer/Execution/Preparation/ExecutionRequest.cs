namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>A request to run a job, an app instance or a model function: its files, user and limits.</summary>
internal sealed record ExecutionRequest
{
    /// <summary>The ID of the job, app instance or function.</summary>
    public required string Id { get; init; }

    /// <summary>The number of the execution within its project, app or model.</summary>
    public required int Number { get; init; }

    public required string ProjectId { get; init; }

    public required string CommitId { get; init; }

    public required string UserId { get; init; }

    public required string EnvironmentRevisionId { get; init; }

    public required string TierId { get; init; }

    /// <summary>The folder that the files are checked out into. It must not exist, or be empty.</summary>
    public required string Folder { get; init; }

    /// <summary>Paths of files of the project that are not checked out.</summary>
    public IReadOnlyList<string> ExcludeFiles { get; init; } = [];
}
