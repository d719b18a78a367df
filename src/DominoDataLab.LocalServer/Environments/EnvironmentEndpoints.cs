using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Environments;

/// <summary>Compute environments and their revisions.</summary>
internal sealed partial class EnvironmentEndpoints(
    EnvironmentStore environments,
    EnvironmentBuilder builder,
    ProjectGuard projects,
    ProjectSettings settings
) : IEndpointGroup
{
    private static readonly string[] ClusterTypes = ["dask", "mpi", "ray", "spark"];
    private static readonly string[] Texts =
    [
        "dockerfileInstructions",
        "image",
        "postRunScript",
        "postSetupScript",
        "preRunScript",
        "preSetupScript",
        "summary",
    ];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/environments", ListAsync);
        app.MapGet(
            "/v4/environments/defaultEnvironment",
            context => Reply.JsonAsync(context, EnvironmentJson.Internal(environments.Default(), environments))
        );
        app.MapGet("/v4/projects/{projectId}/useableEnvironments", UseableAsync);
        app.MapGet("/api/environments/beta/environments", PageAsync);
        app.MapGet(
            "/api/environments/v1/environments/{environmentId}",
            context => ReplyAsync(context, environments.Usable(context.Caller(), context.Route("environmentId")))
        );
        app.MapDelete("/api/environments/v1/environments/{environmentId}", ArchiveAsync);
        app.MapPost("/api/environments/beta/environments", CreateAsync);
        app.MapPost("/api/environments/beta/environments/{environmentId}/revisions", CreateRevisionAsync);
        app.MapPatch("/api/environments/beta/environments/{environmentId}/revisions/{revisionId}", RestrictAsync);
    }

    private Task ListAsync(HttpContext context) =>
        Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["objectType"] = "list",
                ["data"] = environments
                    .UsableBy(context.Caller())
                    .Rows.ToJsonArray(environment => EnvironmentJson.Legacy(environment, environments)),
            }
        );

    private Task PageAsync(HttpContext context)
    {
        var (offset, limit) = context.Page(unset: 10);
        var page = environments.UsableBy(context.Caller(), (offset, limit));
        var metadata = Reply.Metadata(context);
        (metadata["offset"], metadata["limit"], metadata["totalCount"]) = (offset, limit, page.Total);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["environments"] = page.Rows.ToJsonArray(environment => EnvironmentJson.Public(environment, environments)),
                ["metadata"] = metadata,
            }
        );
    }

    private Task UseableAsync(HttpContext context)
    {
        var selected = settings.DefaultEnvironment(projects.FromId(context).Id, environments);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["currentlySelectedEnvironment"] = new JsonObject
                {
                    ["id"] = selected.Id,
                    ["name"] = selected.Name,
                    ["supportedClusters"] = new JsonArray(),
                },
                ["environments"] = environments
                    .UsableBy(context.Caller())
                    .Rows.ToJsonArray(environment => EnvironmentJson.Useable(environment, environments)),
            }
        );
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var caller = context.Caller();
        var visibility = body.Text("visibility") ?? "private";
        if (visibility is not ("global" or "private"))
        {
            throw DomainException.Invalid($"Invalid visibility '{visibility}'. Use global or private.");
        }

        if (visibility == "global" && !caller.IsAdministrator)
        {
            throw DomainException.Forbidden($"{caller.Name} may not create global environments; an administrator may.");
        }

        var made = environments.Create(body.RequiredText("name"), visibility, caller, body.Text("description") ?? "", Definition(body));
        if (body.Flag("isRestricted") == true)
        {
            environments.Restrict(made.Id, environments.Latest(made.Id).Id);
        }

        builder.Enqueue(environments.Latest(made.Id));
        await ReplyAsync(context, environments.Usable(caller, made.Id));
    }

    private async Task CreateRevisionAsync(HttpContext context)
    {
        var environment = environments.Changeable(context.Caller(), context.Route("environmentId"));
        if (environment.Archived)
        {
            throw DomainException.Invalid($"The environment '{environment.Name}' is archived.");
        }

        var revision = environments.AddRevision(environment.Id, Definition(await context.JsonBodyAsync()));
        builder.Enqueue(revision);
        await Reply.JsonAsync(
            context,
            new JsonObject { ["environmentRevision"] = EnvironmentJson.Revision(revision), ["metadata"] = Reply.Metadata(context) }
        );
    }

    private async Task RestrictAsync(HttpContext context)
    {
        var environment = environments.Changeable(context.Caller(), context.Route("environmentId"));
        var revision =
            environments.Revision(context.Route("revisionId")) is { } found && found.EnvironmentId == environment.Id
                ? found
                : throw DomainException.NotFound(
                    $"The environment '{environment.Name}' has no revision with the id '{context.Route("revisionId")}'."
                );
        var restricted =
            (await context.JsonBodyAsync()).Flag("isRestricted") ?? throw DomainException.Invalid("'isRestricted' is missing.");
        environments.Restrict(environment.Id, restricted ? revision.Id : null);
        await Reply.JsonAsync(context, new JsonObject { ["id"] = revision.Id });
    }

    private Task ArchiveAsync(HttpContext context)
    {
        var environment = environments.Changeable(context.Caller(), context.Route("environmentId"));
        if (environment.IsDefault)
        {
            throw DomainException.Conflict($"'{environment.Name}' is the default environment; it can't be archived.");
        }

        environments.Archive(environment.Id);
        return ReplyAsync(context, environments.Usable(context.Caller(), environment.Id));
    }

    private Task ReplyAsync(HttpContext context, EnvironmentRow environment) =>
        Reply.JsonAsync(
            context,
            new JsonObject { ["environment"] = EnvironmentJson.Public(environment, environments), ["metadata"] = Reply.Metadata(context) }
        );

    /// <summary>The checked part of a body that a revision keeps.</summary>
    private static JsonObject Definition(JsonObject body)
    {
        var definition = new JsonObject();
        foreach (var name in Texts)
        {
            definition[name] = body.Text(name) ?? "";
        }

        foreach (var name in (string[])["skipCache", "useVpn"])
        {
            definition[name] = body.Flag(name) ?? false;
        }

        definition["supportedClusters"] = Words(body, "supportedClusters");
        foreach (var cluster in (JsonArray)definition["supportedClusters"]!)
        {
            if (!ClusterTypes.Contains(cluster!.GetValue<string>()))
            {
                throw DomainException.Invalid($"Invalid type of cluster '{cluster}'. Use {string.Join(", ", ClusterTypes)}.");
            }
        }

        definition["tags"] = Words(body, "tags");
        definition["environmentVariables"] = Variables(body);
        definition["workspaceTools"] = body["workspaceTools"] is JsonArray tools ? tools.DeepClone() : new JsonArray();
        return definition;
    }

    private static JsonArray Words(JsonObject body, string name)
    {
        var list = body[name] is null
            ? []
            : body[name] as JsonArray ?? throw DomainException.Invalid($"'{name}' must be an array of strings.");
        return list.ToJsonArray(item =>
            item is JsonValue value && value.TryGetValue<string>(out var text)
                ? text
                : throw DomainException.Invalid($"'{name}' must be an array of strings.")
        );
    }

    private static JsonArray Variables(JsonObject body)
    {
        var variables = new List<JsonObject>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in body["environmentVariables"] as JsonArray ?? [])
        {
            var entry =
                item as JsonObject
                ?? throw DomainException.Invalid("'environmentVariables' must be an array of objects with key and value.");
            var key = entry.RequiredText("key");
            if (!VariableName().IsMatch(key))
            {
                throw DomainException.Invalid($"'{key}' can't be a variable's name: a letter, then letters, digits and underscores.");
            }

            if (!names.Add(key))
            {
                throw DomainException.Invalid($"The variable '{key}' is there twice.");
            }

            variables.Add(new JsonObject { ["key"] = key, ["value"] = entry.Text("value") ?? "" });
        }

        return variables.ToJsonArray(variable => variable);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
