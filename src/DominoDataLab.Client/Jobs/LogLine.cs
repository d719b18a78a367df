using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>One line of a log.</summary>
/// <param name="Timestamp">When it was written, in nanoseconds since 1970.</param>
/// <param name="Type">The type of the line.</param>
/// <param name="Text">The line, without its end.</param>
public sealed record LogLine(long Timestamp, LogType Type, string Text);

/// <summary>A problem that Domino found with a job.</summary>
public sealed record JobProblem
{
    /// <summary>The problem.</summary>
    [JsonPropertyName("problem")]
    public required string Description { get; init; }

    /// <summary>A page about it.</summary>
    public string? HelpLink { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record LogPage(LogSet Logset, JobProblem? ProblemSuggestion);

internal sealed record LogSet(List<LogEntry> LogContent, bool IsComplete, LogCursor? Pagination);

internal sealed record LogEntry(long Timestamp, LogType LogType, string Log);

internal sealed record LogCursor(string? LatestTimeNano, int Limit);
