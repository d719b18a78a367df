using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Finds and lists projects.</summary>
internal sealed class ProjectLookupEndpoints(
    ProjectStore projects,
    ProjectGuard access,
    TagStore tags,
    JobStore jobs,
    ProjectSettings settings,
    EnvironmentStore environments,
    LocalDominoOptions options
) : IEndpointGroup
{
    private static readonly string[] Relationships = ["Owned", "Collaborating", "OwnedAndCollaborating", "Suggested", "Popular"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/gateway/projects", ListAsync);
        app.MapGet("/v4/gateway/projects/findProjectByOwnerAndName", FindAsync);
    }

    private Task FindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var project = access.FromNames(context, query["ownerName"].ToString(), query["projectName"].ToString(), ProjectAccess.Discover);
        var caller = context.Caller();
        var role = project.OwnerId == caller.Id ? "Owner" : access.RoleOf(caller, project) ?? (caller.IsAdministrator ? "Admin" : "Viewer");
        return Reply.JsonAsync(
            context,
            ProjectJson.Overview(
                project,
                tags.Of(project.Id),
                access.AccessOf(caller, project),
                role,
                jobs.CountByProject().GetValueOrDefault(project.Id),
                settings.DefaultTier(project.Id, options),
                settings.DefaultEnvironment(project.Id, environments).Name
            )
        );
    }

    private Task ListAsync(HttpContext context)
    {
        var relationship = context.Request.Query["relationship"].ToString() is { Length: > 0 } given ? given : "Owned";
        if (!Relationships.Contains(relationship))
        {
            throw DomainException.Invalid($"Invalid relationship '{relationship}'. Use {string.Join(", ", Relationships)}.");
        }

        string[] wanted = relationship switch
        {
            "OwnedAndCollaborating" => ["Owned", "Collaborating"],
            "Popular" or "Suggested" => ["Owned", "Collaborating", "Suggested"],
            _ => [relationship],
        };
        var runs = jobs.CountByProject();
        return Reply.ListAsync(
            context,
            projects.KnownTo(context.Caller(), wanted),
            known =>
                ProjectJson.Entry(known.Project, tags.Of(known.Project.Id), known.Relationship, runs.GetValueOrDefault(known.Project.Id))
        );
    }
}
