using System.Globalization;

namespace DominoDataLab.Client.Http;

/// <summary>Reads from a reply a value that changes when the content does.</summary>
internal static class ReplyVersion
{
    /// <returns>The strong entity tag, or else the time of the last change, or null if the reply has neither.</returns>
    public static string? Of(HttpResponseMessage reply) =>
        reply.Headers.ETag is { IsWeak: false } tag
            ? tag.Tag
            : reply.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture);
}
