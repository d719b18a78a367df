using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Local.Sandboxing;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Users;

/// <summary>Adds, lists and removes users. These routes are the local server's own, and only administrators may use them.</summary>
internal sealed class LocalUserEndpoints(People people, ApiKeys keys, Sandbox sandbox, RevokedWork revoked, StarterProjects projects)
    : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/local/users", ListAsync);
        app.MapPost("/local/users", AddAsync);
        app.MapPost("/local/users/{name}/key", ReplaceKeyAsync);
        app.MapDelete("/local/users/{name}", Remove);
    }

    private Task ListAsync(HttpContext context)
    {
        context.RequireAdministrator();
        return Reply.ListAsync(context, keys.ActiveUsers(), ToJson);
    }

    private async Task AddAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var body = await context.JsonBodyAsync();
        var name = (body["name"] as JsonValue)?.ToString() ?? throw DomainException.Invalid("'name' is required.");
        await sandbox.CheckAnotherUserAsync(name);
        var (user, key) = people.Add(name, (body["isAdministrator"] as JsonValue)?.ToString() == "true");
        projects.Create();
        var reply = ToJson(user);
        reply["key"] = key;
        await Reply.JsonAsync(context, reply, 201);
    }

    private Task ReplaceKeyAsync(HttpContext context)
    {
        context.RequireAdministrator();
        return Reply.JsonAsync(context, new JsonObject { ["key"] = people.ReplaceKey(context.LastSegments(2)[0]) });
    }

    private Task Remove(HttpContext context)
    {
        context.RequireAdministrator();
        people.Remove(context.LastSegments(1)[0]);
        context.Response.StatusCode = 204;
        return revoked.StopAsync();
    }

    private JsonObject ToJson(UserRow user) =>
        new()
        {
            ["name"] = user.Name,
            ["isAdministrator"] = user.IsAdministrator,
            ["isConfigured"] = people.IsConfigured(user.Name),
        };
}
