using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>Creates, lists and deletes data sources. These routes are the local server's own.</summary>
internal sealed class SourceEndpoints(SourceStore sources, SourceAccess access, SourceReader reader, UserStore users) : IEndpointGroup
{
    private readonly Lock _turn = new();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/local/datasources", ListAsync);
        app.MapPost("/local/datasources", CreateAsync);
        app.MapDelete("/local/datasources/{name}", DeleteAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var caller = context.Caller();
        return Reply.ListAsync(context, sources.All().Where(source => SourceAccess.MayUse(source, caller)), ToJson);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var caller = context.Caller();
        var body = await context.JsonBodyAsync();
        RequireRight(caller, body);
        var spec = reader.Read(body, caller, Environment.CurrentDirectory);
        lock (_turn)
        {
            if (sources.FindByName(spec.Name) is not null)
            {
                throw DomainException.Conflict($"The data source '{spec.Name}' exists already. Delete it first, or choose another name.");
            }

            sources.Save(spec, id: null, isDeclared: false, caller.Id);
        }

        await Reply.JsonAsync(context, ToJson(sources.FindByName(spec.Name)!), 201);
    }

    private Task DeleteAsync(HttpContext context)
    {
        var source = access.Own(context.LastSegments(1)[0], context.Caller());
        if (source.IsDeclared)
        {
            throw DomainException.Conflict(
                $"The data source '{source.Name}' is declared in the server's file. Remove it there and restart the server."
            );
        }

        sources.Delete(source.Id);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    /// <summary>With a path, or an environment variable, a source shows what only the server itself could read.</summary>
    private static void RequireRight(UserRow caller, JsonObject body)
    {
        var readsServer = body["path"] is not null || (body["credentials"] as JsonObject)?.Any(pair => pair.Value is JsonObject) == true;
        if (!caller.IsAdministrator && (readsServer || (body["owner"] is { } owner && owner.ToString() != caller.Name)))
        {
            throw DomainException.Forbidden(
                "Only an administrator can create a data source with a path, an environment variable or another owner."
            );
        }
    }

    private JsonObject ToJson(DataSourceRow source)
    {
        var json = SourceJson.ToJson(source, users.FindById(source.OwnerId)!);
        json["engine"] = source.Engine;
        json["isDeclared"] = source.IsDeclared;
        return json;
    }
}
