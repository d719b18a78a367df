using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>One line of a log.</summary>
/// <param name="TimestampNanoseconds">The time at which the line was written, in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Type">The type of the line.</param>
/// <param name="Text">
/// The text of the line, without the line ending. A carriage return inside it starts a new state of a progress bar. A text that ends with
/// a carriage return is unfinished: the next line of the same type continues it.
/// </param>
public sealed record LogLine(long TimestampNanoseconds, LogType Type, string Text)
{
    /// <summary>
    /// Gets the time at which the line was written, in UTC, to 100 nanoseconds. Lines keep the server's order even if this time is equal.
    /// </summary>
    public DateTimeOffset Timestamp => DateTimeOffset.UnixEpoch.AddTicks(TimestampNanoseconds / TimeSpan.NanosecondsPerTick);
}

/// <summary>The server's suggestion for a job that failed.</summary>
public sealed record JobSuggestion
{
    /// <summary>Gets the problem and how to fix it.</summary>
    [JsonPropertyName("problem")]
    public required string Description { get; init; }

    /// <summary>Gets the address of a page with more information, or null.</summary>
    public string? HelpLink { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record LogPage(LogSet? Logset, JobSuggestion? ProblemSuggestion);

internal sealed record LogSet(List<LogEntry> LogContent, bool IsComplete, LogCursor? Pagination);

internal sealed record LogEntry(long Timestamp, LogType LogType, string Log);

internal sealed record LogCursor(string? LatestTimeNano, int Limit);
