using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>A request for a job. The project's settings decide about members that are null.</summary>
internal sealed record JobRequest
{
    public required ProjectRow Project { get; init; }

    /// <summary>The user whose rights the job has.</summary>
    public required UserRow User { get; init; }

    /// <summary>The command as one line.</summary>
    public required string Command { get; init; }

    /// <summary>The command's words, if the request gave them apart.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>true if a shell runs the command; otherwise, false.</summary>
    public bool IsDirect { get; init; }

    public string? Title { get; init; }

    /// <summary>The input commit; null for the newest one.</summary>
    public string? Commit { get; init; }

    public string? TierId { get; init; }

    public string? EnvironmentId { get; init; }

    /// <summary>Which revision of the environment runs the job, as a <see cref="Environments.RevisionSpec"/>.</summary>
    public string? RevisionSpec { get; init; }

    /// <summary>Gets the body of the request, which is kept with the job.</summary>
    public required JsonObject Body { get; init; }

    public string? ScheduleId { get; init; }

    public long? DueMs { get; init; }
}
