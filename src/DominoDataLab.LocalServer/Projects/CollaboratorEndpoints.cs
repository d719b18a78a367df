using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>The collaborators of a project and their roles. Contributors manage them; only owners can change the owner.</summary>
internal sealed class CollaboratorEndpoints(ProjectStore projects, ProjectGuard access, UserStore users, RevokedWork revoked)
    : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/{owner}/{project}/collaborators", ListNamesAsync);
        app.MapGet("/v4/projects/{projectId}/collaborators", ListAsync);
        app.MapPost("/v4/projects/{projectId}/collaborators", AddAsync);
        app.MapPost("/v4/projects/{projectId}/addManyCollaborators", AddManyAsync);
        app.MapPatch("/v4/projects/{projectId}/collaboratorRole", ChangeRoleAsync);
        app.MapDelete("/v4/projects/{projectId}/collaborators/{collaboratorId}", RemoveAsync);
    }

    /// <summary>Names alone, the owner's first: python-domino adds whom it does not find here.</summary>
    private Task ListNamesAsync(HttpContext context)
    {
        var project = access.FromNames(context);
        return Reply.ListAsync(
            context,
            projects.Collaborators(project.Id).Select(collaborator => collaborator.UserName).Prepend(project.OwnerName),
            name => name
        );
    }

    private Task ListAsync(HttpContext context) =>
        Reply.ListAsync(
            context,
            projects.Collaborators(access.FromId(context).Id),
            collaborator => UserJson.User(users.FindById(collaborator.UserId)!)
        );

    private async Task AddAsync(HttpContext context)
    {
        var project = access.FromId(context);
        var body = await context.JsonBodyAsync();
        string id = body.RequiredText("collaboratorId"),
            role = ProjectRoles.Check(body.RequiredText("projectRole"));
        var user = users.FindById(id) ?? throw DomainException.Invalid($"The user with the ID '{id}' was not found.");
        Set(context, project, user, role);
        await revoked.StopAsync();
        await Reply.JsonAsync(context, new JsonObject { ["collaboratorId"] = id, ["projectRole"] = role });
    }

    private async Task AddManyAsync(HttpContext context)
    {
        var project = access.FromId(context);
        var names = (await context.JsonBodyAsync())["collaboratorUsernameOrEmails"] as JsonArray;
        var all = users.All();
        var found = (names ?? throw DomainException.Invalid("'collaboratorUsernameOrEmails' must be an array of strings."))
            .Select(item =>
            {
                var name =
                    item is JsonValue value && value.TryGetValue<string>(out var text)
                        ? text
                        : throw DomainException.Invalid("'collaboratorUsernameOrEmails' must be an array of strings.");
                return all.Find(user => user.Name == name || user.Email.Equals(name, StringComparison.OrdinalIgnoreCase))
                    ?? throw DomainException.NotFound($"The user '{name}' was not found.");
            })
            .ToList();
        found.ForEach(user => Set(context, project, user, "Contributor"));
    }

    private async Task ChangeRoleAsync(HttpContext context)
    {
        var project = access.FromId(context);
        var body = await context.JsonBodyAsync();
        var known = Known(project, body.RequiredText("collaboratorId"));
        Set(context, project, users.FindById(known.UserId)!, ProjectRoles.Check(body.RequiredText("projectRole")));
        await revoked.StopAsync();
    }

    private Task RemoveAsync(HttpContext context)
    {
        var project = access.FromId(context);
        var known = Known(project, context.Route("collaboratorId"));
        MayName(context, project, known.Role);
        projects.RemoveCollaborator(project.Id, known.UserId);
        return revoked.StopAsync();
    }

    private CollaboratorRow Known(ProjectRow project, string id) =>
        projects.Collaborators(project.Id).Find(collaborator => collaborator.UserId == id)
        ?? throw DomainException.NotFound($"{project.OwnerName}/{project.Name} has no collaborator with the id '{id}'.");

    private void Set(HttpContext context, ProjectRow project, UserRow user, string role)
    {
        if (user.Id == project.OwnerId)
        {
            throw DomainException.Invalid($"{user.Name} owns {project.OwnerName}/{project.Name} and needs no other role.");
        }

        MayName(context, project, role);
        if (projects.Collaborators(project.Id).Find(collaborator => collaborator.UserId == user.Id) is { } known)
        {
            MayName(context, project, known.Role);
        }

        projects.SetCollaborator(project.Id, user.Id, role);
    }

    private void MayName(HttpContext context, ProjectRow project, string role)
    {
        if (role == "Owner")
        {
            _ = access.FromId(context, project.Id, ProjectAccess.Own);
        }
    }
}
