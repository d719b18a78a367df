using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Users;

/// <summary>The people of this server.</summary>
internal sealed class UserEndpoints(UserStore users)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/users", ListAsync);
        app.MapGet("/v4/users/self", context => Reply.JsonAsync(context, ToJson(context.Caller())));
    }

    public static JsonObject ToJson(UserRow user) => new()
    {
        ["id"] = user.Id,
        ["userName"] = user.Name,
        ["firstName"] = user.Name,
        ["lastName"] = "",
        ["fullName"] = user.Name,
        ["avatarUrl"] = "",
        ["email"] = user.Name + "@localhost",
    };

    private Task ListAsync(HttpContext context)
    {
        var name = context.Request.Query["userName"].ToString();
        return Reply.JsonAsync(context, new JsonArray([.. users.All().Where(user => name.Length == 0 || user.Name == name).Select(user => (JsonNode)ToJson(user))]));
    }
}
