using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Gets the project that a request names. Unless told otherwise, reading needs less access than changing.</summary>
internal static class RequestedProject
{
    /// <summary>Gets the project whose owner and name are in the route.</summary>
    public static ProjectRow FromNames(this ProjectGuard guard, HttpContext context, ProjectAccess? needed = null) =>
        guard.FromNames(context, context.Route("owner"), context.Route("project"), needed);

    public static ProjectRow FromNames(
        this ProjectGuard guard,
        HttpContext context,
        string owner,
        string name,
        ProjectAccess? needed = null
    ) => guard.Require(context.Caller(), owner, name, needed ?? UsualFor(context));

    /// <summary>Gets the project whose ID is in the route.</summary>
    public static ProjectRow FromId(this ProjectGuard guard, HttpContext context, ProjectAccess? needed = null) =>
        guard.FromId(context, context.Route("projectId"), needed);

    public static ProjectRow FromId(this ProjectGuard guard, HttpContext context, string id, ProjectAccess? needed = null) =>
        guard.Require(context.Caller(), id, needed ?? UsualFor(context));

    /// <summary>Checks the caller's access to something in a project that the caller must be able to read.</summary>
    /// <exception cref="DomainException">It does not exist for the caller, or the caller has less access.</exception>
    public static void RequireFor(
        this ProjectGuard guard,
        HttpContext context,
        string? projectId,
        string notFound,
        ProjectAccess? needed = null,
        ProjectAccess visible = ProjectAccess.Read
    )
    {
        var usual = UsualFor(context) is ProjectAccess.Read ? visible : ProjectAccess.Contribute;
        guard.RequireFor(context.Caller(), projectId, needed ?? usual, visible, notFound);
    }

    private static ProjectAccess UsualFor(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? ProjectAccess.Read
            : ProjectAccess.Contribute;
}
