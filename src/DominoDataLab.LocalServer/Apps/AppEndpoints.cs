using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
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
    ProjectStore projects,
    ProjectGuard access,
    ProjectFiles files,
    EnvironmentStore environments,
    UserStore users,
    ProjectSettings settings,
    LocalDominoOptions options
)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/modelProducts", ListAsync);
        app.MapPost("/v4/modelProducts", CreateAsync);
        app.MapGet("/v4/modelProducts/{appId}", context => Reply.JsonAsync(context, ToJson(FromId(context))));
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
        var app = apps.Find(id) ?? throw DomainException.NotFound($"There is no app with the id '{id}'.");
        _ = access.FromId(context, app.ProjectId);
        return app;
    }

    private AppInstanceRow InstanceFromId(HttpContext context)
    {
        var id = context.Route("instanceId");
        var instance = apps.Instance(id) ?? throw DomainException.NotFound($"There is no app instance with the id '{id}'.");
        _ = access.FromId(context, apps.Find(instance.AppId)!.ProjectId);
        return instance;
    }

    private Task ListAsync(HttpContext context)
    {
        var id = context.Request.Query["projectId"].ToString();
        var found =
            id.Length > 0
                ? [access.FromId(context, id)]
                : projects.All().Where(project => access.AccessOf(context.Caller(), project) >= ProjectAccess.Read);
        return Reply.JsonAsync(context, found.SelectMany(project => apps.OfProject(project.Id)).ToJsonArray(app => ToJson(app)));
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
            ToJson(apps.Create(project.Id, name, body.Text("description") ?? "", entryPoint, context.Caller().Id))
        );
    }

    private async Task StartAsync(HttpContext context)
    {
        var app = FromId(context);
        var body = await context.JsonBodyAsync();
        var tier = body.Text("hardwareTierId") is { Length: > 0 } tierId
            ? options.HardwareTiers.FirstOrDefault(known => known.Id == tierId)
                ?? throw DomainException.Invalid($"There is no hardware tier with the id '{tierId}'.")
            : settings.DefaultTier(app.ProjectId, options);
        var environment = body.Text("environmentId") is { Length: > 0 } id
            ? environments.Usable(context.Caller(), id)
            : settings.DefaultEnvironment(app.ProjectId, environments);
        var instance = apps.AddInstance(
            app.Id,
            Commit(app, body),
            tier.Id,
            environments.Chosen(environment, settings.DefaultRevision(app.ProjectId, environment, environments)).Id,
            context.Caller().Id
        );
        host.Start(app, instance);
        await Reply.JsonAsync(context, JsonValue.Create(instance.Id));
    }

    private string Commit(AppRow app, JsonObject body)
    {
        var reference = body["mainRepoGitRef"] as JsonObject;
        var commit = body.Text("commitId") ?? (reference?.Text("type") == "commitId" ? reference.Text("value") : null);
        return commit is null ? files.Head(app.ProjectId)
            : files.HasCommit(app.ProjectId, commit) ? commit
            : throw DomainException.NotFound($"There is no commit '{commit}' in this project.");
    }

    private async Task StopAsync(HttpContext context)
    {
        var app = FromId(context);
        host.Stop(app.Id);
        await Reply.JsonAsync(context, JsonValue.Create(apps.Latest(app.Id)?.Id ?? ""));
    }

    private Task VersionsAsync(HttpContext context)
    {
        var app = FromId(context);
        return Reply.JsonAsync(
            context,
            apps.Instances(app.Id)
                .ToJsonArray(instance => new JsonObject
                {
                    ["id"] = instance.Id,
                    ["number"] = instance.Number,
                    ["status"] = instance.Status,
                    ["publisher"] = UserEndpoints.ToJson(users.FindById(instance.StartedBy)!),
                    ["started"] = instance.CreatedMs,
                    ["commitId"] = instance.CommitId,
                })
        );
    }

    private Task InstanceAsync(HttpContext context)
    {
        var instance = InstanceFromId(context);
        var revision = environments.Revision(instance.EnvironmentRevisionId)!;
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["id"] = instance.Id,
                ["status"] = instance.Status,
                ["started"] = instance.CreatedMs,
                ["inputCommitId"] = instance.CommitId,
                ["hardwareTierName"] = options.HardwareTiers.First(tier => tier.Id == instance.TierId).Name,
                ["environmentDetails"] = new JsonObject
                {
                    ["environmentName"] = environments.All().Find(known => known.Id == revision.EnvironmentId)?.Name ?? "",
                    ["environmentRevisionId"] = revision.Id,
                    ["revisionNumber"] = revision.Number,
                },
                ["appCodeInfo"] = new JsonObject { ["importedGitRepos"] = new JsonArray() },
                ["externalVolumeMounts"] = new JsonArray(),
                ["netAppVolumeMounts"] = new JsonArray(),
                ["resourceUsage"] = new JsonObject { ["data"] = new JsonArray() },
            }
        );
    }

    private Task LogsAsync(HttpContext context)
    {
        var instance = InstanceFromId(context);
        return Reply.JsonAsync(context, LogPage.Read(context, host.LogOf(instance.Id), instance.HasEnded));
    }

    private JsonObject ToJson(AppRow app)
    {
        var latest = apps.Latest(app.Id);
        var json = new JsonObject
        {
            ["id"] = app.Id,
            ["name"] = app.Name,
            ["description"] = app.Description,
            ["projectId"] = app.ProjectId,
            ["modelProductType"] = "APP",
            ["appExtension"] = new JsonObject { ["appType"] = "" },
            ["status"] = latest?.Status ?? "Stopped",
            ["created"] = Iso(app.CreatedMs),
            ["lastUpdated"] = Iso(latest?.CreatedMs ?? app.CreatedMs),
            ["entryPoint"] = app.EntryPoint,
            ["openUrl"] = $"/apps/{app.Id}/",
            ["publisher"] = UserEndpoints.ToJson(users.FindById(app.PublisherId)!),
            ["stats"] = new JsonObject { ["usageCount"] = 0 },
            ["tags"] = new JsonArray(),
            ["media"] = new JsonArray(),
            ["permissionsData"] = new JsonObject
            {
                ["visibility"] = "GRANT_BASED",
                ["accessRequestStatuses"] = new JsonObject(),
                ["pendingInvitations"] = new JsonArray(),
                ["discoverable"] = true,
                ["appAccessStatus"] = "ALLOWED",
            },
        };
        if (latest is not null)
        {
            json["latestAppInstanceId"] = latest.Id;
            json["hardwareTierId"] = latest.TierId;
            json["environmentId"] = environments.Revision(latest.EnvironmentRevisionId)!.EnvironmentId;
        }

        if (latest is not null && host.PortOf(app.Id) is not null)
        {
            json["runningAppUrl"] = $"/apps/{app.Id}/";
            json["runningCommitId"] = latest.CommitId;
        }

        return json;
    }

    private static string Iso(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
