using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The part of a log that a request asks for, as Domino's log routes write it.</summary>
internal static class LogPage
{
    private const int MaxLines = 10_000;

    /// <param name="context">The request; its query has type, limit, offset and the cursor.</param>
    /// <param name="file">The log's file.</param>
    /// <param name="hasEnded">Whether nothing will be written any more; it must be known before the file is read.</param>
    public static JsonObject Read(HttpContext context, string file, bool hasEnded)
    {
        var query = context.Request.Query;
        var type = query["logType"].ToString() is { Length: > 0 } given ? given : "console";
        if (type is not ("console" or "stdout" or "stderr" or "stdoutstderr" or "prepareoutput"))
        {
            throw new ApiException(400, $"'{type}' is no type of log; they are console, stdout, stderr, stdoutstderr and prepareoutput.");
        }

        int limit = Math.Min(context.Number("limit", MaxLines, 1, int.MaxValue), MaxLines), offset = context.Number("offset", 0, 0, int.MaxValue);
        var cursor = query["latestTimeNano"].ToString() is { Length: > 0 } text
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds) ? nanoseconds : throw new ApiException(400, $"latestTimeNano is '{text}'; it must be nanoseconds since 1970.")
            : 0;
        var lines = JobLog.Read(file, cursor)
            .Where(line => type == "console" || type == line.Type || (type == "stdoutstderr" && line.Type != "prepareoutput"))
            .Skip(offset).Take(limit + 1).ToList();
        var more = lines.Count > limit;
        if (more)
        {
            lines.RemoveAt(limit);
        }

        return new JsonObject
        {
            ["logContent"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject { ["timestamp"] = line.Nanoseconds, ["logType"] = line.Type, ["log"] = line.Text, ["size"] = Encoding.UTF8.GetByteCount(line.Text) })]),
            ["isComplete"] = hasEnded && !more,
            ["pagination"] = new JsonObject { ["limit"] = limit, ["offset"] = offset, ["latestTimeNano"] = (lines.Count > 0 ? lines[^1].Nanoseconds : cursor).ToString(CultureInfo.InvariantCulture) },
        };
    }
}
