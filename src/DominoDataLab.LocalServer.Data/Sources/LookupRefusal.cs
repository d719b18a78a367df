using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>Look-ups with an invalid key: Domino takes their sender for a guest, who may not look up anything.</summary>
internal sealed class LookupRefusal : IRefusalReply
{
    public async Task<bool> TryAnswerAsync(HttpContext context, int status, string reason)
    {
        if (status != 401 || !context.Request.Path.StartsWithSegments("/v4/datasource", StringComparison.Ordinal))
        {
            return false;
        }

        await Reply.JsonAsync(context, new JsonObject { ["success"] = false, ["message"] = SourceAccess.Refusal }, 403);
        return true;
    }
}
