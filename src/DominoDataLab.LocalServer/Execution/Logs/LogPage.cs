using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Execution.Logs;

/// <summary>The part of a log that a request asks for, as Domino's log routes write it.</summary>
internal static class LogPage
{
    private const int MaxLines = 10_000;
    private const int MaxCharacters = 8 * 1024 * 1024;

    /// <param name="context">The request; its query has type, limit, offset and the cursor.</param>
    /// <param name="log">The log.</param>
    /// <param name="hasEnded">true if the log is complete; otherwise, false. It must be determined before the log is read.</param>
    public static JsonObject Read(HttpContext context, LogIndex log, bool hasEnded)
    {
        var query = context.Request.Query;
        LogTypes types = query["logType"].ToString() switch
        {
            "" or "console" => LogTypes.All,
            "stdoutstderr" => LogTypes.Output,
            "stdout" => LogTypes.Stdout,
            "stderr" => LogTypes.Stderr,
            "prepareoutput" => LogTypes.Setup,
            var type => throw DomainException.Invalid(
                $"Invalid type of log '{type}'. Use console, stdout, stderr, stdoutstderr or prepareoutput."
            ),
        };
        int limit = Math.Min(context.Number("limit", MaxLines, 1, int.MaxValue), MaxLines),
            offset = context.Number("offset", 0, 0, int.MaxValue);
        var cursor = query["latestTimeNano"].ToString() is { Length: > 0 } text
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
                ? nanoseconds
                : throw DomainException.Invalid($"latestTimeNano is '{text}'; it must be nanoseconds since 1970.")
            : 0;
        var lines = new List<LogLine>();
        var more = false;
        var size = 0;
        foreach (var line in log.Read(types, cursor, offset))
        {
            more = lines.Count == limit || size > MaxCharacters;
            if (more)
            {
                break;
            }

            lines.Add(line);
            size += line.Text.Length;
        }

        return new JsonObject
        {
            ["logContent"] = lines.ToJsonArray(line => new JsonObject
            {
                ["timestamp"] = line.Nanoseconds,
                ["logType"] = line.TypeName,
                ["log"] = line.Text,
                ["size"] = Encoding.UTF8.GetByteCount(line.Text),
            }),
            ["isComplete"] = hasEnded && !more,
            ["pagination"] = new JsonObject
            {
                ["limit"] = limit,
                ["offset"] = offset,
                ["latestTimeNano"] = (lines.Count > 0 ? lines[^1].Nanoseconds : cursor).ToString(CultureInfo.InvariantCulture),
            },
        };
    }
}
