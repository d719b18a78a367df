using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Users;

/// <summary>Adds, lists and removes users. These routes are the local server's own, and only administrators may use them.</summary>
internal sealed class LocalUserEndpoints(People people, UserStore users, StarterProjects projects) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/local/users", ListAsync);
        app.MapPost("/local/users", AddAsync);
        app.MapGet("/local/users/{name}/key", KeyAsync);
        app.MapDelete("/local/users/{name}", Remove);
    }

    private Task ListAsync(HttpContext context)
    {
        RequireAdministrator(context);
        return Reply.ListAsync(context, users.WithKeys(), ToJson);
    }

    private async Task AddAsync(HttpContext context)
    {
        RequireAdministrator(context);
        var body = await context.JsonBodyAsync();
        var name = (body["name"] as JsonValue)?.ToString() ?? throw DomainException.Invalid("'name' is required.");
        var user = people.Add(name, (body["isAdministrator"] as JsonValue)?.ToString() == "true");
        projects.Create();
        await Reply.JsonAsync(context, ToJson(user), 201);
    }

    private Task KeyAsync(HttpContext context)
    {
        RequireAdministrator(context);
        var name = context.LastSegments(2)[0];
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["key"] = users.KeyOf(name) ?? throw DomainException.NotFound($"The user '{name}' was not found, or has no key."),
            }
        );
    }

    private Task Remove(HttpContext context)
    {
        RequireAdministrator(context);
        people.Remove(context.LastSegments(1)[0]);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static void RequireAdministrator(HttpContext context)
    {
        if (!context.Caller().IsAdministrator)
        {
            throw DomainException.Forbidden("Only an administrator can manage users.");
        }
    }

    private JsonObject ToJson(UserRow user) =>
        new()
        {
            ["name"] = user.Name,
            ["isAdministrator"] = user.IsAdministrator,
            ["isConfigured"] = people.IsConfigured(user.Name),
        };
}
