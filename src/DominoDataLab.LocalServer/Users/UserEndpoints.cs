using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Users;

/// <summary>The people of this server, in both of Domino's forms.</summary>
internal sealed class UserEndpoints(UserStore users, OrganizationStore organizations) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/users", ListAsync);
        app.MapGet("/v4/users/self", SelfAsync);
        app.MapGet("/api/users/v1/users", ListPublicAsync);
        app.MapGet(
            "/api/users/v1/self",
            context =>
                Reply.JsonAsync(
                    context,
                    new JsonObject { ["user"] = UserJson.WithRoles(context.Caller()), ["metadata"] = Reply.Metadata(context) }
                )
        );
    }

    /// <summary>One page of a list of the public API, with where in the list it is.</summary>
    public static Task PageAsync(HttpContext context, string name, List<JsonObject> all)
    {
        int offset = Number(context, "offset", 0, 0),
            limit = Number(context, "limit", 10, 1);
        var metadata = Reply.Metadata(context);
        (metadata["offset"], metadata["limit"], metadata["totalCount"]) = (offset, limit, all.Count);

        // Domino's description has these beside the request's id, and asks for an object around them as well.
        metadata["pagination"] = new JsonObject
        {
            ["offset"] = offset,
            ["limit"] = limit,
            ["totalCount"] = all.Count,
        };
        return Reply.JsonAsync(
            context,
            new JsonObject { [name] = new JsonArray([.. all.Skip(offset).Take(limit)]), ["metadata"] = metadata }
        );
    }

    private Task SelfAsync(HttpContext context)
    {
        var self = UserJson.WithRoles(context.Caller());
        self["organizations"] = organizations
            .Of(context.Caller().Id)
            .ToJsonArray(organization => new JsonObject { ["id"] = organization.Id, ["name"] = organization.Name });
        return Reply.JsonAsync(context, self);
    }

    private Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        string name = query["userName"].ToString(),
            start = query["query"].ToString();
        var ids = query["userId"];
        var peopleOnly = query["listOnlyUsers"].ToString() == "true";
        return Reply.ListAsync(
            context,
            users
                .All()
                .Where(user =>
                    (name.Length == 0 || user.Name == name)
                    && user.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase)
                    && (ids.Count == 0 || ids.Contains(user.Id))
                    && !(peopleOnly && user.IsOrganization)
                ),
            UserJson.User
        );
    }

    private Task ListPublicAsync(HttpContext context) =>
        PageAsync(context, "users", [.. users.All().Where(user => !user.IsOrganization).Select(UserJson.User)]);

    private static int Number(HttpContext context, string name, int unset, int least) =>
        context.Request.Query[name].ToString() is not { Length: > 0 } text ? unset
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && number >= least
            ? number
        : throw DomainException.Invalid($"'{name}' is '{text}'; it must be a whole number of at least {least}.");
}
