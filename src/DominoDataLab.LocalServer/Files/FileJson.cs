using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Files and commits as Domino's routes write them.</summary>
internal static class FileJson
{
    public static JsonObject Commit((string Id, string Message, DateTimeOffset At) commit) =>
        new JsonObject
        {
            ["id"] = commit.Id,
            ["name"] = commit.Message,
            ["commitTime"] = commit.At.ToUnixTimeMilliseconds(),
        };
}
