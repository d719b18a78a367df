using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>The published routes of datasets: the same things in envelopes, lists in pages.</summary>
internal sealed class PublicDatasetEndpoints(
    DatasetStore datasets,
    SnapshotStore snapshots,
    ProjectStore projects,
    ProjectGuard access,
    DatasetGrants grants,
    SnapshotEndpoints internals,
    DatasetFromSnapshot fromSnapshot
) : IEndpointGroup
{
    private const int DefaultPage = 10;
    private const string Datasets = "/api/datasetrw/v1/datasets";
    private const string Dataset = Datasets + "/{datasetId}";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Datasets, ListAsync);
        app.MapGet("/api/datasetrw/v2/datasets", ListWithProjectsAsync);
        app.MapPost(Datasets, CreateAsync);
        app.MapGet(Dataset, context => DatasetAsync(context, Allowed(context, DatasetRole.Reader)));
        app.MapPatch(Dataset, UpdateAsync);
        app.MapDelete(Dataset, context => DatasetAsync(context, datasets.Mark(Allowed(context, DatasetRole.Owner), context.Caller())));
        app.MapGet(
            Dataset + "/snapshots",
            context => PageAsync(context, "snapshots", snapshots.Of(Allowed(context, DatasetRole.Reader).Id), DatasetJson.Public)
        );
        app.MapPost(Dataset + "/snapshots", CreateSnapshotAsync);
        app.MapGet(
            "/api/datasetrw/v1/snapshots/{snapshotId}",
            context => EnvelopeAsync(context, "snapshot", DatasetJson.Public(internals.Readable(context)))
        );
        app.MapPost(Dataset + "/tags", AddTagAsync);
        app.MapDelete(Dataset + "/tags/{tagName}", context => DatasetAsync(context, internals.RemoveTag(context)));
        app.MapGet(
            Dataset + "/grants",
            context =>
                EnvelopeAsync(
                    context,
                    "grantDetails",
                    new JsonArray([.. datasets.Grants(Allowed(context, DatasetRole.Reader)).Select(DatasetJson.GrantDetails)])
                )
        );
        app.MapPost(
            Dataset + "/grants",
            context => ChangeGrantAsync(context, (all, grant) => [.. all.Where(other => other.UserId != grant.UserId), grant])
        );
        app.MapDelete(Dataset + "/grants", context => ChangeGrantAsync(context, (all, grant) => [.. all.Where(other => other != grant)]));
    }

    private DatasetRow Allowed(HttpContext context, DatasetRole needed) =>
        datasets.Allowed(context.Caller(), context.Route("datasetId"), needed);

    private Task ListAsync(HttpContext context)
    {
        var projectId = context.Request.Query["projectId"].ToString();
        var found = projectId.Length == 0 ? datasets.VisibleTo(context.Caller()) : datasets.OfProject(access.FromId(context, projectId));
        return PageAsync(context, "datasets", found, dataset => DatasetJson.Public(dataset, snapshots));
    }

    private Task ListWithProjectsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        string[] include = List(query["projectIdsToInclude"]),
            exclude = List(query["projectIdsToExclude"]);
        var withProject = query["includeProjectInfo"] == "true";
        var found = datasets
            .VisibleTo(context.Caller())
            .FindAll(dataset => (include.Length == 0 || include.Contains(dataset.ProjectId)) && !exclude.Contains(dataset.ProjectId));
        return PageAsync(
            context,
            "datasets",
            found,
            dataset =>
            {
                var item = new JsonObject { ["dataset"] = DatasetJson.Public(dataset, snapshots) };
                if (withProject)
                {
                    var project = projects.ById(dataset.ProjectId);
                    item["projectInfo"] = new JsonObject
                    {
                        ["projectId"] = project.Id,
                        ["projectName"] = project.Name,
                        ["projectOwnerUsername"] = project.OwnerName,
                    };
                }

                return item;
            }
        );
    }

    private static string[] List(string? value) =>
        value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private async Task CreateAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        string name = body.RequiredText("name"),
            description = body.Text("description") ?? "";
        if (body.Text("snapshotId") is { } snapshot)
        {
            await DatasetAsync(
                context,
                body["projectId"] is null
                    ? await fromSnapshot.CreateAsync(context, snapshot, name, description)
                    : throw DomainException.Invalid(
                        "'projectId' and 'snapshotId' are both there; give one. A dataset of a snapshot is made in the snapshot's project."
                    )
            );
            return;
        }

        var project = access.FromId(context, body.RequiredText("projectId"), ProjectAccess.Contribute);
        await DatasetAsync(context, datasets.Create(context.Caller(), project, name, description, grants.Read(body)));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var dataset = datasets.AllowedToChange(context.Caller(), context.Route("datasetId"), DatasetRole.Editor);
        var body = await context.JsonBodyAsync();
        await DatasetAsync(context, datasets.Update(dataset, body.Text("name"), body.Text("description")));
    }

    private async Task CreateSnapshotAsync(HttpContext context) =>
        await EnvelopeAsync(
            context,
            "snapshot",
            DatasetJson.Public(internals.Create(context, context.Route("datasetId"), await context.JsonBodyAsync()))
        );

    private async Task AddTagAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        await DatasetAsync(context, internals.AddTag(context, body.RequiredText("snapshotId"), body.RequiredText("tagName")));
    }

    private async Task ChangeGrantAsync(HttpContext context, Func<List<GrantRow>, GrantRow, List<GrantRow>> change)
    {
        var dataset = datasets.AllowedToChange(context.Caller(), context.Route("datasetId"), DatasetRole.Owner);
        var grant = grants.ReadOne(await context.JsonBodyAsync());
        datasets.SetGrants(dataset, change(datasets.Grants(dataset), grant));
        await EnvelopeAsync(context, "grants", new JsonArray([.. datasets.Grants(dataset).Select(DatasetJson.Grant)]));
    }

    private Task DatasetAsync(HttpContext context, DatasetRow dataset) =>
        EnvelopeAsync(context, "dataset", DatasetJson.Public(dataset, snapshots));

    private static Task EnvelopeAsync(HttpContext context, string name, JsonNode content) =>
        Reply.JsonAsync(context, new JsonObject { [name] = content, ["metadata"] = Reply.Metadata(context) });

    private static Task PageAsync<T>(HttpContext context, string name, List<T> all, Func<T, JsonObject> write)
    {
        int offset = Number(context, "offset", 0),
            limit = Number(context, "limit", DefaultPage);
        var metadata = Reply.Metadata(context);

        // The description names the three beside each other and also asks for an object that holds them.
        (metadata["offset"], metadata["limit"], metadata["totalCount"]) = (offset, limit, all.Count);
        metadata["pagination"] = new JsonObject
        {
            ["offset"] = offset,
            ["limit"] = limit,
            ["totalCount"] = all.Count,
        };
        return Reply.JsonAsync(
            context,
            new JsonObject { [name] = new JsonArray([.. all.Skip(offset).Take(limit).Select(write)]), ["metadata"] = metadata }
        );
    }

    private static int Number(HttpContext context, string name, int missing) =>
        context.Request.Query[name].ToString() is not { Length: > 0 } text ? missing
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw DomainException.Invalid($"'{name}' must be a whole number that is not negative.");
}
