using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>Apps: creating, starting, stopping, their versions and logs.</summary>
internal sealed class AppEndpoints(
    AppStore apps,
    AppHost host,
    AppJson json,
    ProjectGuard access,
    ProjectFiles files,
    ExecutionDefaults defaults
) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/modelProducts", ListAsync);
        app.MapPost("/v4/modelProducts", CreateAsync);
        app.MapGet("/v4/modelProducts/{appId}", context => Reply.JsonAsync(context, json.App(FromId(context))));
        app.MapPost("/v4/modelProducts/{appId}/start", StartAsync);
        app.MapPost("/v4/modelProducts/{appId}/stop", StopAsync);
        app.MapGet("/v4/modelProducts/{appId}/versions", VersionsAsync);
        app.MapGet("/v4/modelProducts/apps/versions/{instanceId}", InstanceAsync);
        app.MapGet("/v4/modelProducts/apps/versions/{instanceId}/logs", LogsAsync);
        app.MapGet("/v4/modelProducts/apps/versions/{instanceId}/realTimeLogs", LogsAsync);
    }

    private AppRow FromId(HttpContext context)
    {
        var id = context.Route("appId");
        var app = apps.Find(id);
        access.RequireFor(context, app?.ProjectId, $"The app with the ID '{id}' was not found.", visible: ProjectAccess.ViewRuns);
        return app!;
    }

    private AppInstanceRow InstanceFromId(HttpContext context)
    {
        var id = context.Route("instanceId");
        var instance = apps.Instance(id);
        var project = instance is null ? null : apps.Find(instance.AppId)!.ProjectId;
        access.RequireFor(context, project, $"The app instance with the ID '{id}' was not found.", visible: ProjectAccess.ViewRuns);
        return instance!;
    }

    private Task ListAsync(HttpContext context)
    {
        var id = context.Request.Query["projectId"].ToString();
        return Reply.ListAsync(
            context,
            id.Length > 0 ? apps.OfProject(access.FromId(context, id, ProjectAccess.ViewRuns).Id) : apps.VisibleTo(context.Caller()),
            json.App
        );
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        if (body.RequiredText("modelProductType") != "APP")
        {
            throw DomainException.Invalid($"'{body.Text("modelProductType")}' can't be created here; only APP can.");
        }

        var project = access.FromId(context, body.RequiredText("projectId"));
        var name = body.Text("name") is { Length: > 0 } given ? given : project.Name;
        var entryPoint = body.Text("entryPoint") is { Length: > 0 } entry ? entry : "app.sh";
        await Reply.JsonAsync(
            context,
            json.App(
                apps.Create(
                    project.Id,
                    name,
                    body.Text("description") ?? "",
                    entryPoint,
                    context.Caller().Id,
                    body.Flag("renderIFrame") ?? false
                )
            )
        );
    }

    private async Task StartAsync(HttpContext context)
    {
        var app = FromId(context);
        var body = await context.JsonBodyAsync();
        var tier = defaults.Tier(app.ProjectId, body.Text("hardwareTierId"));
        var revision = defaults.Revision(context.Caller(), app.ProjectId, body.Text("environmentId"), spec: null).Revision;
        var instance = apps.AddInstance(app.Id, Commit(app, body), tier.Id, revision.Id, context.Caller().Id);
        host.Start(app, instance);
        await Reply.JsonAsync(context, JsonValue.Create(instance.Id));
    }

    private string Commit(AppRow app, JsonObject body)
    {
        var reference = body["mainRepoGitRef"] as JsonObject;
        var commit = body.Text("commitId") ?? (reference?.Text("type") == "commitId" ? reference.Text("value") : null);
        return commit is null ? files.Head(app.ProjectId)
            : files.HasCommit(app.ProjectId, commit) ? commit
            : throw DomainException.NotFound($"Commit '{commit}' was not found in this project.");
    }

    private async Task StopAsync(HttpContext context)
    {
        var app = FromId(context);
        host.Stop(app.Id);
        await Reply.JsonAsync(context, JsonValue.Create(apps.Latest(app.Id)?.Id ?? ""));
    }

    private Task VersionsAsync(HttpContext context) => Reply.ListAsync(context, apps.Instances(FromId(context).Id), json.Version);

    private Task InstanceAsync(HttpContext context) => Reply.JsonAsync(context, json.Instance(InstanceFromId(context)));

    private Task LogsAsync(HttpContext context)
    {
        var instance = InstanceFromId(context);
        return Reply.JsonAsync(context, LogPage.Read(context, host.LogOf(instance.Id), instance.HasEnded));
    }
}
