using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.TrainingSets;

/// <summary>Creates, finds, changes and deletes training sets and their versions.</summary>
internal sealed partial class TrainingSetEndpoints(TrainingSetStore sets, ProjectGuard guard, ProjectStore projects) : IEndpointGroup
{
    private const string Root = "/trainingset";
    private const int DefaultLimit = 10_000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(Root + "/find", context => AnswerAsync(context, FindAsync));
        app.MapPost(Root + "/version/find", context => AnswerAsync(context, FindVersionsAsync));
        app.MapPost(Root + "/{name}", context => AnswerAsync(context, CreateAsync));
        app.MapGet(Root + "/{name}", context => AnswerAsync(context, context => SetAsync(context, Set(context, ProjectAccess.Read))));
        app.MapPut(Root + "/{name}", context => AnswerAsync(context, UpdateAsync));
        app.MapDelete(Root + "/{name}", context => AnswerAsync(context, DeleteAsync));
        app.MapGet(
            Root + "/{name}/{number:int}",
            context => AnswerAsync(context, context => VersionAsync(context, Version(context, ProjectAccess.Read)))
        );
        app.MapPut(Root + "/{name}/{number:int}", context => AnswerAsync(context, UpdateVersionAsync));
        app.MapDelete(Root + "/{name}/{number:int}", context => AnswerAsync(context, DeleteVersionAsync));
    }

    private async Task FindAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var found = sets.Find(Projects(context, body), TrainingSetChange.MetaOf(body, "meta"), Page(context));
        await Reply.ListAsync(context, found, TrainingSetJson.Set);
    }

    private async Task FindVersionsAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var found = sets.FindVersions(
            Projects(context, body),
            body.Text("trainingSetName"),
            (TrainingSetChange.MetaOf(body, "trainingSetMeta"), TrainingSetChange.MetaOf(body, "meta")),
            Page(context)
        );
        await Reply.ListAsync(context, found, TrainingSetJson.Version);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var name = context.Route("name");
        if (!ValidName().IsMatch(name))
        {
            throw DomainException.Invalid($"Invalid name '{name}'. Use letters, digits, hyphens and underscores.");
        }

        var project = guard.Require(context.Caller(), ProjectIdOf(context.Caller(), body), ProjectAccess.Contribute);
        await VersionAsync(context, sets.Add(project.Id, name, TrainingSetChange.Read(body).ForNewVersion()));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        await SetAsync(context, sets.Update(Set(context, ProjectAccess.Contribute), TrainingSetChange.Read(body)));
    }

    private Task DeleteAsync(HttpContext context)
    {
        sets.Delete(Set(context, ProjectAccess.Contribute));
        return Task.CompletedTask;
    }

    private async Task UpdateVersionAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        await VersionAsync(context, sets.Update(Version(context, ProjectAccess.Contribute), TrainingSetChange.Read(body)));
    }

    private Task DeleteVersionAsync(HttpContext context)
    {
        sets.Delete(Version(context, ProjectAccess.Contribute));
        return Task.CompletedTask;
    }

    private static Task SetAsync(HttpContext context, TrainingSetRow set) => Reply.JsonAsync(context, TrainingSetJson.Set(set));

    private static Task VersionAsync(HttpContext context, TrainingSetVersionRow version) =>
        Reply.JsonAsync(context, TrainingSetJson.Version(version));

    private TrainingSetRow Set(HttpContext context, ProjectAccess needed)
    {
        var name = context.Route("name");
        return Allowed(context, sets.Find(name), needed) ?? throw DomainException.NotFound($"The training set '{name}' was not found.");
    }

    private TrainingSetVersionRow Version(HttpContext context, ProjectAccess needed)
    {
        var name = context.Route("name");
        _ = int.TryParse(context.Route("number"), out var number);
        return sets.FindVersion(name, number) is { } version && Allowed(context, version.Set, needed) is not null
            ? version
            : throw DomainException.NotFound($"Version {number} of the training set '{name}' was not found.");
    }

    /// <summary>Returns null for a set that the caller may not know of.</summary>
    private TrainingSetRow? Allowed(HttpContext context, TrainingSetRow? set, ProjectAccess needed)
    {
        if (
            set is null
            || projects.FindById(set.ProjectId) is not { } project
            || guard.AccessOf(context.Caller(), project) < ProjectAccess.Read
        )
        {
            return null;
        }

        _ = guard.Require(context.Caller(), set.ProjectId, needed);
        return set;
    }

    /// <summary>Gets the projects in which the caller looks: the one that is named, or all that the caller may read.</summary>
    private IEnumerable<string> Projects(HttpContext context, JsonObject body) =>
        body.Text("projectId") is { } id
            ? [guard.Require(context.Caller(), id, ProjectAccess.Read).Id]
            : projects
                .KnownTo(context.Caller(), "Owned", "Collaborating")
                .Select(known => known.Project)
                .Where(project => guard.AccessOf(context.Caller(), project) >= ProjectAccess.Read)
                .Select(project => project.Id);

    /// <summary>Gets the project of a new set. Without one it is the oldest project of the caller.</summary>
    private string ProjectIdOf(UserRow caller, JsonObject body) =>
        body.Text("projectId")
        ?? projects.KnownTo(caller, "Owned").Select(known => known.Project.Id).FirstOrDefault()
        ?? throw DomainException.Invalid("'projectId' is missing. Set DOMINO_PROJECT_ID to the ID of the project.");

    private static TrainingSetPage Page(HttpContext context)
    {
        var ascending = context.Request.Query["asc"].ToString();
        return new(
            context.Number("offset", 0, 0, int.MaxValue),
            context.Number("limit", DefaultLimit, 0, int.MaxValue),
            !ascending.Equals("false", StringComparison.OrdinalIgnoreCase)
        );
    }

    /// <summary>Answers, or refuses in the form from which clients of this service read the reason.</summary>
    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        try
        {
            await answer(context);
        }
        catch (DomainException e) when (!context.Response.HasStarted)
        {
            await Reply.JsonAsync(context, new JsonObject { ["errors"] = new JsonArray(e.Message) }, ErrorReplies.StatusOf(e.Kind));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z")]
    private static partial Regex ValidName();
}
