using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.BillingTags;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Creates, changes, forks and archives projects.</summary>
internal sealed class ProjectEndpoints(
    ProjectStore projects,
    ProjectGuard access,
    ProjectFiles files,
    UserStore users,
    OrganizationStore organizations,
    TagStore tags,
    BillingTagStore billingTags,
    IEnumerable<IProjectWork> works
) : IEndpointGroup
{
    private static readonly string[] Visibilities = ["Public", "Private", "Searchable"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/project", CreateByFormAsync);
        app.MapPost("/v4/projects", CreateAsync);
        app.MapGet("/v4/projects/{projectId}", SummaryAsync);
        app.MapPost("/v4/projects/{projectId}/fork", ForkAsync);
        app.MapPatch("/v4/projects/{projectId}/description", DescribeAsync);
        app.MapPatch("/v4/projects/{projectId}/visibility", ShowAsync);
        app.MapDelete("/v4/projects/{projectId}", ArchiveAsync);
    }

    private JsonObject Created(ProjectRow project) => ProjectJson.Created(project, projects.Collaborators(project.Id), tags.Of(project.Id));

    private Task SummaryAsync(HttpContext context)
    {
        var project = access.FromId(context, ProjectAccess.ViewRuns);
        return Reply.JsonAsync(context, ProjectJson.Summary(project, projects.Collaborators(project.Id), tags.Of(project.Id)));
    }

    private async Task CreateByFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            throw DomainException.Invalid("The body must be a form with the field projectName.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var name = form["ownerOverrideUsername"].ToString();
        var owner =
            name.Length == 0 ? context.Caller() : users.Find(name) ?? throw DomainException.NotFound($"The user '{name}' was not found.");
        await Reply.JsonAsync(
            context,
            Created(
                projects.CreateEmpty(MayOwn(context, owner), form["projectName"].ToString(), "", "Private", billingTags.ForNewProject(null))
            )
        );
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var ownerId = body.RequiredText("ownerId");
        var owner = users.FindById(ownerId) ?? throw DomainException.Invalid($"The user with the ID '{ownerId}' was not found.");
        var visibility = Visibility(body.Text("visibility") ?? "Private");
        List<string> tagNames = body["tags"] is JsonObject given ? TagEndpoints.Names(given) : [];

        var collaborators = Collaborators(body);
        var billingTag = billingTags.ForNewProject(BillingTagEndpoints.TagIn(body["billingTag"]));
        var project = projects.CreateEmpty(
            MayOwn(context, owner),
            body.RequiredText("name"),
            body.Text("description") ?? "",
            visibility,
            billingTag
        );
        foreach (var (userId, role) in collaborators)
        {
            projects.SetCollaborator(project.Id, userId, role);
        }

        tags.Add(project.Id, tagNames);
        await Reply.JsonAsync(context, Created(project));
    }

    private UserRow MayOwn(HttpContext context, UserRow owner)
    {
        var caller = context.Caller();
        return
            owner.Id == caller.Id
            || caller.IsAdministrator
            || organizations.Of(caller.Id).Exists(organization => organization.UserId == owner.Id)
            ? owner
            : throw DomainException.Forbidden(
                $"{caller.Name} may not create projects for {owner.Name}; only an administrator, or a member of that organization, may."
            );
    }

    private static string Visibility(string word) =>
        Visibilities.Contains(word)
            ? word
            : throw DomainException.Invalid($"Invalid visibility '{word}'. Use {string.Join(", ", Visibilities)}.");

    private async Task DescribeAsync(HttpContext context)
    {
        var project = access.FromId(context);
        var body = await context.JsonBodyAsync();
        projects.SetDescription(project.Id, body.Text("description") ?? throw DomainException.Invalid("'description' is missing."));
    }

    private async Task ShowAsync(HttpContext context)
    {
        var project = access.FromId(context, ProjectAccess.Own);
        projects.SetVisibility(project.Id, Visibility((await context.JsonBodyAsync()).RequiredText("visibility")));
    }

    private List<(string UserId, string Role)> Collaborators(JsonObject body)
    {
        var found = new List<(string, string)>();
        foreach (var item in body["collaborators"] as JsonArray ?? [])
        {
            var entry =
                item as JsonObject
                ?? throw DomainException.Invalid("'collaborators' must be an array of objects with collaboratorId and projectRole.");
            string id = entry.RequiredText("collaboratorId"),
                role = entry.RequiredText("projectRole");
            _ = users.FindById(id) ?? throw DomainException.Invalid($"The user with the ID '{id}' was not found.");
            found.Add((id, ProjectRoles.Check(role)));
        }

        return found;
    }

    private async Task ForkAsync(HttpContext context)
    {
        var source = access.FromId(context, ProjectAccess.Read);
        var name = (await context.JsonBodyAsync()).RequiredText("name");
        await Reply.JsonAsync(
            context,
            Created(
                projects.Create(
                    context.Caller(),
                    name,
                    source.Description,
                    source.Visibility,
                    id => files.Fork(source.Id, id),
                    billingTags.ForFork(source.BillingTag)
                )
            )
        );
    }

    private async Task ArchiveAsync(HttpContext context)
    {
        var id = access.FromId(context, ProjectAccess.Own).Id;
        projects.Archive(id);
        await Task.WhenAll(works.Select(work => work.StopAsync(id)));
        context.Response.StatusCode = 200;
    }
}
