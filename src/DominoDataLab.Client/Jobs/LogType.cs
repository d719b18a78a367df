using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>The type of a log line.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<LogType>))]
public readonly record struct LogType(string Value) : IOpenWord<LogType>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>All lines. Use it in requests only.</summary>
    public static LogType Console { get; } = new("console");

    /// <summary>Standard output.</summary>
    public static LogType Stdout { get; } = new("stdout");

    /// <summary>Standard error.</summary>
    public static LogType Stderr { get; } = new("stderr");

    /// <summary>Standard output and standard error. Use it in requests only.</summary>
    public static LogType StdoutAndStderr { get; } = new("stdoutstderr");

    /// <summary>Messages of Domino while it prepares the job.</summary>
    public static LogType PrepareOutput { get; } = new("prepareoutput");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static LogType IOpenWord<LogType>.From(string value) => new(value);
}
