using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Listing, creating, changing and removing datasets, by the old routes and the internal ones.</summary>
internal sealed class DatasetEndpoints(
    DatasetStore datasets,
    SnapshotStore snapshots,
    ProjectStore projects,
    ProjectGuard access,
    DatasetGrants grants,
    DatasetFromSnapshot fromSnapshot
) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/dataset", ListAsync);
        app.MapPost("/dataset", CreateAsync);
        app.MapGet("/dataset/{datasetId}", context => Reply.JsonAsync(context, DatasetJson.Legacy(Readable(context))));
        app.MapPatch("/dataset/{datasetId}", UpdateAsync);
        app.MapDelete("/dataset/{datasetId}", context => Reply.JsonAsync(context, DatasetJson.Legacy(Remove(context))));
        app.MapPost("/v4/datasetrw", CreateInternalAsync);
        app.MapPost("/v4/datasetrw/dataset/{snapshotId}/create", CreateFromSnapshotAsync);
        app.MapGet("/v4/datasetrw/datasets-v2", ListInternalAsync);
        app.MapGet("/v4/datasetrw/datasets/{datasetId}", context => Reply.JsonAsync(context, Internal(Readable(context))));
        app.MapGet("/v4/datasetrw/datasets/name/{datasetName}", FindAsync);
        app.MapPut("/v4/datasetrw/dataset/{datasetId}", UpdateInternalAsync);
        app.MapDelete("/v4/datasetrw/dataset/{datasetId}", context => Reply.JsonAsync(context, Internal(Remove(context))));
        app.MapGet(
            "/v4/datasetrw/dataset/{datasetId}/grants",
            context => Reply.JsonAsync(context, datasets.Grants(Readable(context)).ToJsonArray(DatasetJson.GrantDetails))
        );
        app.MapPut("/v4/datasetrw/dataset/{datasetId}/grants", SetGrantsAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var projectId = context.Request.Query["projectId"].ToString();
        var found = projectId.Length == 0 ? datasets.VisibleTo(context.Caller()) : datasets.OfProject(access.FromId(context, projectId));
        return Reply.ListAsync(context, found, DatasetJson.Legacy);
    }

    private Task ListInternalAsync(HttpContext context)
    {
        var query = context.Request.Query;
        string[] include = List(query["projectIdsToInclude"]),
            exclude = List(query["projectIdsToExclude"]),
            ids = List(query["datasetIds"]);
        var withProject = query["includeProjectInfo"] == "true";
        return Reply.ListAsync(
            context,
            datasets
                .VisibleTo(context.Caller())
                .Where(dataset =>
                    (include.Length == 0 || include.Contains(dataset.ProjectId))
                    && !exclude.Contains(dataset.ProjectId)
                    && (ids.Length == 0 || ids.Contains(dataset.Id))
                ),
            dataset =>
            {
                var project = projects.ById(dataset.ProjectId);
                var item = new JsonObject { ["datasetRwDto"] = DatasetJson.Internal(dataset, snapshots, project.OwnerName) };
                if (withProject)
                {
                    item["projectInfo"] = new JsonObject
                    {
                        ["projectId"] = project.Id,
                        ["projectName"] = project.Name,
                        ["projectOwnerUsername"] = project.OwnerName,
                        ["isProjectArchived"] = false,
                    };
                }

                return item;
            }
        );
    }

    private static string[] List(string? value) =>
        value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private Task FindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var project = access.FromNames(context, query["projectOwner"].ToString(), query["projectName"].ToString());
        var name = context.Route("datasetName");
        var dataset =
            datasets.OfProject(project).Find(candidate => candidate.Name == name)
            ?? throw DomainException.NotFound($"{project.OwnerName}/{project.Name} has no dataset '{name}'.");
        var found = Internal(dataset);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["id"] = dataset.Id,
                ["name"] = dataset.Name,
                ["description"] = dataset.Description,
                ["author"] = dataset.AuthorId,
                ["datasetPath"] = found["datasetPath"]!.DeepClone(),
                ["lifecycleStatus"] = dataset.Status,
                ["readWriteSnapshotId"] = dataset.HeadId,
                ["snapshotIds"] = found["snapshotIds"]!.DeepClone(),
                ["tags"] = found["tags"]!.DeepClone(),
                ["projects"] = new JsonObject
                {
                    ["sourceProjectId"] = project.Id,
                    ["sourceProjectName"] = project.Name,
                    ["sourceProjectOwnerUsername"] = project.OwnerName,
                    ["sharedProjectIds"] = new JsonArray(),
                    ["sharedProjectNames"] = new JsonArray(),
                    ["sharedProjectOwnerUsernames"] = new JsonArray(),
                },
            }
        );
    }

    private async Task CreateAsync(HttpContext context)
    {
        var (dataset, _) = Create(context, await context.JsonBodyAsync());
        await Reply.JsonAsync(context, DatasetJson.Legacy(dataset));
    }

    private async Task CreateInternalAsync(HttpContext context)
    {
        var (dataset, project) = Create(context, await context.JsonBodyAsync());
        await Reply.JsonAsync(context, DatasetJson.View(dataset, snapshots, project));
    }

    private async Task CreateFromSnapshotAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var dataset = await fromSnapshot.CreateAsync(
            context,
            context.Route("snapshotId"),
            query["name"].ToString(),
            query["description"].ToString()
        );
        await Reply.JsonAsync(context, DatasetJson.View(dataset, snapshots, projects.ById(dataset.ProjectId)));
    }

    private (DatasetRow Dataset, ProjectRow Project) Create(HttpContext context, JsonObject body)
    {
        var project = access.FromId(context, body.RequiredText("projectId"), ProjectAccess.Contribute);
        return (
            datasets.Create(context.Caller(), project, body.RequiredText("datasetName"), body.Text("description") ?? "", grants.Read(body)),
            project
        );
    }

    private async Task UpdateAsync(HttpContext context) =>
        await Reply.JsonAsync(context, DatasetJson.Legacy(Update(context, await context.JsonBodyAsync())));

    private async Task UpdateInternalAsync(HttpContext context) =>
        await Reply.JsonAsync(context, Internal(Update(context, await context.JsonBodyAsync())));

    private DatasetRow Update(HttpContext context, JsonObject body) =>
        datasets.Update(
            datasets.AllowedToChange(context.Caller(), context.Route("datasetId"), DatasetRole.Editor),
            body.Text("datasetName"),
            body.Text("description")
        );

    private DatasetRow Readable(HttpContext context) => datasets.Allowed(context.Caller(), context.Route("datasetId"), DatasetRole.Reader);

    private DatasetRow Remove(HttpContext context) =>
        datasets.Mark(datasets.Allowed(context.Caller(), context.Route("datasetId"), DatasetRole.Owner), context.Caller());

    private async Task SetGrantsAsync(HttpContext context)
    {
        var dataset = datasets.AllowedToChange(context.Caller(), context.Route("datasetId"), DatasetRole.Owner);
        var body = await context.JsonBodyAsync();
        datasets.SetGrants(
            dataset,
            body["grants"] is JsonArray ? grants.Read(body) : throw DomainException.Invalid("'grants' must be a list.")
        );
        await Reply.JsonAsync(context, new JsonArray([.. datasets.Grants(dataset).Select(DatasetJson.Grant)]));
    }

    private JsonObject Internal(DatasetRow dataset) => DatasetJson.Internal(dataset, snapshots, projects.ById(dataset.ProjectId).OwnerName);
}
