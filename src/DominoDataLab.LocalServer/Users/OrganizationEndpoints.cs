using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Users;

/// <summary>
/// Organizations: the v4 form names one by its user id and writes <c>Member</c>, the public one by its own id and writes <c>member</c>.
/// </summary>
internal sealed class OrganizationEndpoints(OrganizationStore organizations, UserStore users, RevokedWork revoked) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/organizations", ListAllAsync);
        app.MapPost("/v4/organizations", context => CreateAsync(context, "role", "id", V4Async));
        app.MapGet("/v4/organizations/self", context => ListAsync(context, context.Caller().Id));
        app.MapGet(
            "/v4/organizations/{organizationUserId}",
            context => V4Async(context, Visible(context, organizations.FindByUserId(context.Route("organizationUserId"))))
        );
        app.MapPut("/v4/organizations/{organizationUserId}/members", SetMembersAsync);
        app.MapGet("/api/organizations/v1/organizations", context => PublicListAsync(context, context.Caller().Id));
        app.MapPost("/api/organizations/v1/organizations", context => CreateAsync(context, "organizationRole", "userId", PublicAsync));
        app.MapGet("/api/organizations/v1/organizations/all", PublicAllAsync);
        app.MapGet(
            "/api/organizations/v1/organizations/{organizationId}",
            context => PublicAsync(context, Visible(context, FromId(context)))
        );
        app.MapPut("/api/organizations/v1/organizations/{organizationId}/user", AddMemberAsync);
        app.MapDelete("/api/organizations/v1/organizations/{organizationId}/user", RemoveMemberAsync);
    }

    private OrganizationRow? FromId(HttpContext context) => organizations.FindById(context.Route("organizationId"));

    private static void RequireAll(HttpContext context)
    {
        if (!context.Caller().IsAdministrator)
        {
            throw DomainException.Forbidden("Only an administrator may list all organizations.");
        }
    }

    /// <summary>
    /// Gets an organization if the caller is a member of it or an administrator of the server. For others it does not exist.
    /// </summary>
    private OrganizationRow Visible(HttpContext context, OrganizationRow? organization) =>
        organization is not null
        && (
            context.Caller().IsAdministrator
            || organizations.Members(organization.Id).Exists(member => member.UserId == context.Caller().Id)
        )
            ? organization
            : throw DomainException.NotFound("The organization was not found.");

    private OrganizationRow Managed(HttpContext context, OrganizationRow? organization)
    {
        var visible = Visible(context, organization);
        return
            context.Caller().IsAdministrator
            || organizations.Members(visible.Id).Exists(member => member.UserId == context.Caller().Id && member.Role == "Admin")
            ? visible
            : throw DomainException.Forbidden($"Only an administrator of {visible.Name} may do this.");
    }

    private async Task CreateAsync(HttpContext context, string roleName, string idName, Func<HttpContext, OrganizationRow, Task> reply)
    {
        if (!context.Caller().IsAdministrator)
        {
            throw DomainException.Forbidden("Only an administrator may create organizations.");
        }

        var body = await context.JsonBodyAsync();
        var members = Members(body, roleName, idName);
        OrganizationRow made;
        try
        {
            made = organizations.Create(body.RequiredText("name"), body.Text("email"));
        }
        catch (ArgumentException e)
        {
            throw DomainException.Invalid(e.Message);
        }

        members.ForEach(member => organizations.SetMember(made.Id, member.UserId, member.Role));
        await reply(context, made);
    }

    private async Task SetMembersAsync(HttpContext context)
    {
        var organization = Managed(context, organizations.FindByUserId(context.Route("organizationUserId")));
        var body = await context.JsonBodyAsync();
        var members = Members(body["members"] is JsonArray ? body : throw DomainException.Invalid("'members' is missing."), "role", "id");
        foreach (
            var gone in organizations.Members(organization.Id).Where(known => !members.Exists(member => member.UserId == known.UserId))
        )
        {
            organizations.RemoveMember(organization.Id, gone.UserId);
        }

        members.ForEach(member => organizations.SetMember(organization.Id, member.UserId, member.Role));
        await revoked.StopAsync();
        await V4Async(context, organization);
    }

    private async Task AddMemberAsync(HttpContext context)
    {
        var organization = Managed(context, FromId(context));
        var member = Member(await context.JsonBodyAsync(), "organizationRole", "userId");
        organizations.SetMember(organization.Id, member.UserId, member.Role);
        await PublicAsync(context, organization);
    }

    private async Task RemoveMemberAsync(HttpContext context)
    {
        var organization = Managed(context, FromId(context));
        var user = context.Request.Query["memberToRemoveId"].ToString();
        if (!organizations.RemoveMember(organization.Id, user))
        {
            throw DomainException.NotFound($"{organization.Name} has no member with the id '{user}'.");
        }

        await revoked.StopAsync();
        await PublicAsync(context, organization);
    }

    private List<MemberRow> Members(JsonObject body, string roleName, string idName) =>
        [
            .. (body["members"] as JsonArray ?? []).Select(item =>
                Member(
                    item as JsonObject
                        ?? throw DomainException.Invalid($"'members' must be an array of objects with {idName} and {roleName}."),
                    roleName,
                    idName
                )
            ),
        ];

    private MemberRow Member(JsonObject item, string roleName, string idName)
    {
        string id = item.RequiredText(idName),
            role = item.RequiredText(roleName);
        if (users.FindById(id) is not { IsOrganization: false })
        {
            throw DomainException.Invalid($"The user with the ID '{id}' was not found.");
        }

        return new MemberRow(
            id,
            role.ToUpperInvariant() switch
            {
                "MEMBER" => "Member",
                "ADMIN" => "Admin",
                _ => throw DomainException.Invalid($"Invalid organization role '{role}'. Use member or admin."),
            }
        );
    }

    private Task ListAllAsync(HttpContext context)
    {
        RequireAll(context);
        return ListAsync(context, null);
    }

    private Task ListAsync(HttpContext context, string? member)
    {
        var filter = new OrganizationFilter(member, context.Request.Query["name"].ToString(), "");
        return Reply.ListAsync(context, organizations.List(filter, ListQuery.All).Rows, Internal);
    }

    private JsonObject Internal(OrganizationRow organization) =>
        OrganizationJson.Internal(organization, organizations.Members(organization.Id));

    private JsonObject Public(OrganizationRow organization) =>
        OrganizationJson.Public(organization, organizations.Members(organization.Id));

    private Task V4Async(HttpContext context, OrganizationRow organization) => Reply.JsonAsync(context, Internal(organization));

    private Task PublicAllAsync(HttpContext context)
    {
        RequireAll(context);
        return PublicListAsync(context, context.Request.Query["userIdFilter"].ToString() is { Length: > 0 } member ? member : null);
    }

    private Task PublicListAsync(HttpContext context, string? member)
    {
        var filter = new OrganizationFilter(member, "", context.Request.Query["nameFilter"].ToString());
        return UserEndpoints.PageAsync(context, "orgs", part => organizations.List(filter, part), Public);
    }

    private Task PublicAsync(HttpContext context, OrganizationRow organization) =>
        Reply.JsonAsync(context, new JsonObject { ["org"] = Public(organization), ["metadata"] = Reply.Metadata(context) });
}
