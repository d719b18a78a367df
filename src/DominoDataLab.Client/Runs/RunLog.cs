using System.Net;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Runs;

/// <summary>The output of a run, as HTML from the server and as plain text. For a job's log line by line, with times,
/// see <see cref="Jobs.JobsClient.StreamLogsAsync"/>.</summary>
public sealed partial record RunLog
{
    private const string OpeningTag =
        "<pre style='white-space: pre-wrap; white-space: -moz-pre-wrap; white-space: -pre-wrap; white-space: -o-pre-wrap; word-wrap: "
        + "break-word; word-wrap: break-all;'>";

    /// <summary>Gets the output of the code as HTML.</summary>
    public required string Stdout { get; init; }

    /// <summary>Gets Domino's messages while it prepared the run, as HTML. Null if the reply does not have them.</summary>
    public string? Setup { get; init; }

    /// <summary><see cref="Setup"/>, a line end, and <see cref="Stdout"/>: what Python's <c>get_run_log</c> returns.</summary>
    [JsonIgnore]
    public string SetupAndStdout => Setup is null ? Stdout : Setup + "\n" + Stdout;

    /// <summary><see cref="Stdout"/> without the <c>span</c> and <c>pre</c> tags around it, as Python's <c>runs_stdout</c> is meant to
    /// return it. Other tags stay, and entities such as <c>&amp;lt;</c> do too; <see cref="GetLines"/> decodes them.</summary>
    [JsonIgnore]
    public string StdoutText
    {
        get
        {
            var text = SpanTag().Replace(Stdout, "");
            text = ClosingTag().Replace(text, "");
            return text.Replace(OpeningTag, "", StringComparison.Ordinal).Replace("'\\n'\n", "\n", StringComparison.Ordinal);
        }
    }

    /// <summary>The lines as a reader sees them: no tags, entities decoded. Empty lines and lines of a single dot are left out, as
    /// Python's <c>process_log</c> does.</summary>
    /// <param name="includeSetup">true to start with the lines of <see cref="Setup"/>; otherwise, false.</param>
    public IReadOnlyList<RunLogLine> GetLines(bool includeSetup = false) =>
        [
            .. from line in LineEnd().Split(includeSetup ? SetupAndStdout : Stdout)
            where line is not ("" or ".")
            select new RunLogLine(
                line.Contains("text-danger", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Information,
                WebUtility.HtmlDecode(AnyTag().Replace(line, ""))
            ),
        ];

    [GeneratedRegex(@"</?span(\s[^>\n]*)?>", RegexOptions.ExplicitCapture)]
    private static partial Regex SpanTag();

    [GeneratedRegex(@"</pre>(?=\n?\z)")]
    private static partial Regex ClosingTag();

    [GeneratedRegex(@"</?[A-Za-z][^>]*>|<!--.*?-->")]
    private static partial Regex AnyTag();

    [GeneratedRegex("\r\n|[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]")]
    private static partial Regex LineEnd();
}

/// <summary>A line of a run's log.</summary>
/// <param name="Level"><see cref="LogLevel.Warning"/> if the server shows it as an error, else <see cref="LogLevel.Information"/>.</param>
/// <param name="Text">The text, without tags and with entities decoded.</param>
public sealed record RunLogLine(LogLevel Level, string Text);
