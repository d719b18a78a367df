using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Models;

/// <summary>Models: publishing, versions, calling, exports.</summary>
internal sealed class ModelEndpoints(
    ModelStore models,
    FunctionHost host,
    ModelServing serving,
    ProjectGuard projects,
    ProjectFiles files,
    ExecutionDefaults defaults
) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/projects/{owner}/{project}/models", ListAsync);
        app.MapPost("/v1/models", PublishAsync);
        app.MapGet("/v1/models/{modelId}/versions", VersionsAsync);
        app.MapPost("/v1/models/{modelId}/versions", PublishVersionAsync);
        app.MapDelete("/api/modelServing/v1/modelApis/{modelId}", ArchiveAsync);
        app.MapGet("/api/modelServing/v1/modelApis/{modelId}/versions/{versionId}", VersionAsync);
        app.MapGet("/api/modelServing/v1/modelApis/{modelId}/versions/{versionId}/buildLogs", LogsAsync);
        app.MapGet("/api/modelServing/v1/modelApis/{modelId}/versions/{versionId}/instanceLogs", LogsAsync);
        app.MapPost("/models/{modelId}/{version}/model", CallAsync);
        app.MapPost("/v4/models/{modelId}/{versionId}/exportImageToRegistry", ExportAsync);
        app.MapPost("/v4/models/{modelId}/{versionId}/exportImageForSagemaker", ExportAsync);
        app.MapGet("/v4/models/{exportId}/getExportImageStatus", context => Reply.JsonAsync(context, ExportStatus(Export(context))));
        app.MapGet("/v4/models/{exportId}/getExportLogs", ExportLogsAsync);
    }

    private Task ListAsync(HttpContext context) =>
        Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["objectType"] = "list",
                ["data"] = models
                    .OfProject(projects.FromNames(context).Id)
                    .ToJsonArray(model => ModelJson.Model(model, models.Versions(model.Id))),
            }
        );

    private async Task PublishAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var project = projects.FromId(context, body.RequiredText("projectId"));
        var name = body.RequiredText("name");
        var (environment, revision, _) = defaults.Revision(context.Caller(), project.Id, body.Text("environmentId"), spec: null);
        var source = SourceOf(body);
        var model = models.Create(project.Id, name, body.Text("description") ?? "", environment.Id, context.Caller().Id);
        AddVersion(context, model, body, revision, source);
        await Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["data"] = new JsonObject
                {
                    ["_id"] = model.Id,
                    ["name"] = model.Name,
                    ["description"] = model.Description,
                },
            }
        );
    }

    private async Task PublishVersionAsync(HttpContext context)
    {
        var model = FromId(context, ProjectAccess.Contribute);
        var body = await context.JsonBodyAsync();
        var source = SourceOf(body);
        var revision = defaults.Revision(context.Caller(), model.ProjectId, body.Text("environmentId"), spec: null).Revision;
        var version = AddVersion(context, model, body, revision, source);
        await Reply.JsonAsync(context, ModelJson.Version(version));
    }

    private Task VersionsAsync(HttpContext context) =>
        Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["objectType"] = "list",
                ["data"] = models.Versions(FromId(context, ProjectAccess.Read).Id).ToJsonArray(ModelJson.Version),
            }
        );

    private async Task ArchiveAsync(HttpContext context)
    {
        var model = FromId(context, ProjectAccess.Contribute);
        foreach (var version in models.Versions(model.Id))
        {
            await host.StopAsync(version.Id);
        }

        models.Delete(model.Id);
        context.Response.StatusCode = 204;
    }

    private Task VersionAsync(HttpContext context)
    {
        var (model, version) = VersionFromId(context);
        return Reply.JsonAsync(context, ModelJson.VersionDetails(model, version));
    }

    private Task LogsAsync(HttpContext context)
    {
        var (model, version) = VersionFromId(context);
        var since = long.TryParse(
            context.Request.Query["sinceTimeNano"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var nanoseconds
        )
            ? nanoseconds
            : 0;
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["modelId"] = model.Id,
                ["modelVersionId"] = version.Id,
                ["status"] = version.Status switch
                {
                    "Failed" => "failed",
                    "Running" or "Stopped" => "complete",
                    _ => "building",
                },
                ["maxResults"] = 10_000,
                ["logs"] = host.LogOf(version.Id)
                    .Read(LogTypes.All, since, 0)
                    .Take(10_000)
                    .ToJsonArray(line => new JsonObject
                    {
                        ["log"] = line.Text,
                        ["streamType"] = line.TypeName,
                        ["tags"] = new JsonArray(),
                        ["timeNano"] = line.Nanoseconds,
                        ["timestamp"] = line.Nanoseconds / 1_000_000,
                    }),
            }
        );
    }

    private async Task CallAsync(HttpContext context)
    {
        var model = FromId(context, ProjectAccess.Read);
        var versions = models.Versions(model.Id);
        var wanted = context.Route("version");
        var version =
            wanted == "latest"
                ? versions.LastOrDefault(candidate => candidate.Status == "Running")
                    ?? throw DomainException.Unavailable(
                        $"No version of the model '{model.Name}' is running (the newest is {versions[^1].Status})."
                    )
                : versions.Find(candidate => candidate.Number.ToString(CultureInfo.InvariantCulture) == wanted)
                    ?? throw DomainException.NotFound($"The model '{model.Name}' has no version '{wanted}'.");
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var result = await host.CallAsync(version.Id, await context.JsonBodyAsync(), context.RequestAborted);
        await Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["model_time_in_ms"] = (long)System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                ["release"] = new JsonObject { ["model_version"] = version.Id, ["model_version_number"] = version.Number },
                ["request_id"] = context.TraceIdentifier,
                ["result"] = result,
            }
        );
    }

    private async Task ExportAsync(HttpContext context)
    {
        var (model, version) = VersionFromId(context, ProjectAccess.Contribute);
        var body = await context.JsonBodyAsync();
        string registry = body.RequiredText("registryUrl"),
            repository = body.RequiredText("repository");

        // Nothing of the registry's credential is kept: an export ends here.
        var export = models.AddExport(
            version.Id,
            "failed",
            $"Exporting version {version.Number} of '{model.Name}' to {registry}/{repository}: this server makes no container images, "
                + "so there is nothing to push. Export from a Domino deployment."
        );
        await Reply.JsonAsync(context, new JsonObject { ["exportId"] = export.Id, ["status"] = export.Status }, 202);
    }

    private Task ExportLogsAsync(HttpContext context)
    {
        var export = Export(context);
        var reply = ExportStatus(export);
        reply["logs"] = export.Log;
        return Reply.JsonAsync(context, reply);
    }

    private JsonObject ExportStatus(ModelExportRow export) => ModelJson.Export(export, models.Version(export.VersionId)!);

    private ModelExportRow Export(HttpContext context)
    {
        var export = models.Export(context.Route("exportId"));
        var project = export is null ? null : models.Find(models.Version(export.VersionId)!.ModelId)!.ProjectId;
        projects.RequireFor(context, project, $"The export with the ID '{context.Route("exportId")}' was not found.");
        return export!;
    }

    private ModelRow FromId(HttpContext context, ProjectAccess needed)
    {
        var model = models.Find(context.Route("modelId"));
        projects.RequireFor(context, model?.ProjectId, $"The model with the ID '{context.Route("modelId")}' was not found.", needed);
        return model!;
    }

    private (ModelRow Model, ModelVersionRow Version) VersionFromId(HttpContext context, ProjectAccess needed = ProjectAccess.Read)
    {
        var model = FromId(context, needed);
        return models.Version(context.Route("versionId")) is { } version && version.ModelId == model.Id
            ? (model, version)
            : throw DomainException.NotFound($"The model '{model.Name}' has no version with the id '{context.Route("versionId")}'.");
    }

    private static ModelSource SourceOf(JsonObject body)
    {
        var excluded = body["excludeFiles"] as JsonArray ?? [];
        return excluded.Any(item => item is not JsonValue value || !value.TryGetValue<string>(out _))
            ? throw DomainException.Invalid("'excludeFiles' must be an array of strings.")
            : new ModelSource(
                FilePath.Check(body.RequiredText("file")),
                body.RequiredText("function"),
                [.. excluded.Select(item => FilePath.Check(item!.GetValue<string>()))]
            );
    }

    private ModelVersionRow AddVersion(HttpContext context, ModelRow model, JsonObject body, RevisionRow revision, ModelSource source)
    {
        var version = models.AddVersion(
            model.Id,
            body.Text("description") ?? "",
            source,
            files.Head(model.ProjectId),
            revision.Id,
            context.Caller().Id
        );
        serving.Serve(model, version);
        return version;
    }
}
