using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Users and projects.</summary>
internal sealed class ProjectEndpoints(ProjectStore projects, ProjectFiles files, UserRow self)
{
    private static readonly string[] Relationships = ["Owned", "Collaborating", "OwnedAndCollaborating", "Suggested", "Popular"];
    private static readonly string[] Visibilities = ["Public", "Private", "Searchable"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/users", context => Reply.JsonAsync(context, Users(context.Request.Query["userName"])));
        app.MapGet("/v4/users/self", context => Reply.JsonAsync(context, User(self)));
        app.MapGet("/v4/gateway/projects", ListAsync);
        app.MapGet("/v4/gateway/projects/findProjectByOwnerAndName", FindAsync);
        app.MapPost("/project", CreateByFormAsync);
        app.MapPost("/v4/projects", CreateAsync);
        app.MapGet("/v4/projects/{projectId}", context => Reply.JsonAsync(context, Project(projects.FromId(context))));
        app.MapPost("/v4/projects/{projectId}/fork", ForkAsync);
        app.MapDelete("/v4/projects/{projectId}", ArchiveAsync);
    }

    private JsonArray Users(string? name) =>
        new([.. projects.Users().Where(user => string.IsNullOrEmpty(name) || user.Name == name).Select(user => (JsonNode)User(user))]);

    private static JsonObject User(UserRow user) => new()
    {
        ["id"] = user.Id,
        ["userName"] = user.Name,
        ["firstName"] = user.Name,
        ["lastName"] = "",
        ["fullName"] = user.Name,
        ["avatarUrl"] = "",
        ["email"] = user.Name + "@localhost",
    };

    private static JsonObject Project(ProjectRow project) => new()
    {
        ["id"] = project.Id,
        ["name"] = project.Name,
        ["ownerId"] = project.OwnerId,
        ["ownerUsername"] = project.OwnerName,
        ["description"] = project.Description,
        ["visibility"] = project.Visibility,
        ["created"] = project.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["stageId"] = "000000000000000000000001",
        ["projectType"] = "Analytic",
        ["status"] = new JsonObject { ["status"] = "active", ["isBlocked"] = false },
        ["tags"] = new JsonArray(),
        ["collaboratorIds"] = new JsonArray(),
        ["collaborators"] = new JsonArray(),
        ["importedGitRepositories"] = new JsonArray(),
        ["owner"] = new JsonObject { ["id"] = project.OwnerId, ["userName"] = project.OwnerName },
    };

    private Task FindAsync(HttpContext context)
    {
        string owner = context.Request.Query["ownerName"].ToString(), name = context.Request.Query["projectName"].ToString();
        return Reply.JsonAsync(context, Project(projects.Find(owner, name) ?? throw new ApiException(404, $"There is no project '{owner}/{name}'.")));
    }

    private Task ListAsync(HttpContext context)
    {
        var relationship = context.Request.Query["relationship"].ToString();
        if (relationship.Length > 0 && !Relationships.Contains(relationship))
        {
            throw new ApiException(400, $"'{relationship}' is no relationship; they are {string.Join(", ", Relationships)}.");
        }

        var mine = relationship is "" or "Owned" or "OwnedAndCollaborating" or "Popular";
        return Reply.JsonAsync(context, new JsonArray([.. projects.All().Where(project => mine && (project.OwnerId == self.Id || relationship == "Popular")).Select(project =>
        {
            var item = Project(project);
            item["ownerName"] = project.OwnerName;
            item["relationship"] = "Owned";
            item["runCounts"] = new JsonArray();
            return (JsonNode)item;
        })]));
    }

    private async Task CreateByFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            throw new ApiException(400, "The body must be a form with the field projectName.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var name = form["ownerOverrideUsername"].ToString();
        var owner = name.Length == 0 ? self : projects.Users().Find(user => user.Name == name) ?? throw new ApiException(404, $"There is no user '{name}'.");
        await Reply.JsonAsync(context, Project(projects.CreateEmpty(owner, form["projectName"].ToString(), "", "Public")));
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await Reply.BodyAsync(context);
        var ownerId = body.RequiredText("ownerId");
        var owner = projects.Users().Find(user => user.Id == ownerId) ?? throw new ApiException(400, $"There is no user with the id '{ownerId}'.");
        var visibility = body.Text("visibility") ?? "Public";
        if (!Visibilities.Contains(visibility))
        {
            throw new ApiException(400, $"'{visibility}' is no visibility; they are {string.Join(", ", Visibilities)}.");
        }

        await Reply.JsonAsync(context, Project(projects.CreateEmpty(owner, body.RequiredText("name"), body.Text("description") ?? "", visibility)));
    }

    private async Task ForkAsync(HttpContext context)
    {
        var source = projects.FromId(context);
        var name = (await Reply.BodyAsync(context)).RequiredText("name");
        await Reply.JsonAsync(context, Project(projects.Create(self, name, source.Description, source.Visibility, id => files.Fork(source.Id, id))));
    }

    private Task ArchiveAsync(HttpContext context)
    {
        projects.Archive(projects.FromId(context).Id);
        context.Response.StatusCode = 200;
        return Task.CompletedTask;
    }
}
