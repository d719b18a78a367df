using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.BillingTags;

/// <summary>Billing tags and their settings, over the unpublished routes and their public twins, which write modes in lower case.</summary>
internal sealed class BillingTagEndpoints(BillingTagStore tags) : IEndpointGroup
{
    private const int LongestTag = 200;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/v4/cost/billingtags",
            context =>
            {
                context.RequireAdministrator();
                return ListAsync(context);
            }
        );

        // Users who create projects need to see the tags that they can choose from.
        app.MapGet("/api/cost/v1/billingtags", ListAsync);
        foreach (var root in new[] { "/v4/cost", "/api/cost/v1" })
        {
            Func<string, string> written = root == "/v4/cost" ? mode => mode : mode => mode.ToLowerInvariant();
            app.MapPost(root + "/billingtags", CreateAsync);
            app.MapGet(root + "/billingtags/{tag}", GetAsync);
            app.MapDelete(root + "/billingtags/{tag}", ArchiveAsync);
            app.MapGet(root + "/billingtagSettings", context => SettingsAsync(context, written));
            app.MapGet(root + "/billingtagSettings/mode", context => ModeAsync(context, written));
            app.MapPut(root + "/billingtagSettings/mode", context => UpdateModeAsync(context, written));
        }

        app.MapPut("/api/cost/v1/billingtagSettings", UpdateSettingsAsync);
        app.MapGet("/api/cost/v1/billingtagSettings/notifications", NotificationsAsync);
        app.MapPut("/api/cost/v1/billingtagSettings/notifications", UpdateNotificationsAsync);
    }

    /// <summary>Gets the string of <c>{"tag": ...}</c>, or null if it is missing.</summary>
    public static string? TagIn(JsonNode? billingTag) =>
        billingTag switch
        {
            null => null,
            JsonObject given => given.RequiredText("tag"),
            _ => throw DomainException.Invalid("'billingTag' must be an object with the field tag."),
        };

    private Task ListAsync(HttpContext context) => Reply.JsonAsync(context, BillingTagJson.Names(tags.Active().Select(tag => tag.Tag)));

    private async Task CreateAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var given = (await context.JsonBodyAsync())["billingTags"] is JsonArray items
            ? items.Select(Valid).Distinct(StringComparer.Ordinal).ToList()
            : throw DomainException.Invalid("'billingTags' must be an array of strings.");
        tags.Upsert(given);
        await Reply.JsonAsync(context, BillingTagJson.Names(given));
    }

    private Task GetAsync(HttpContext context)
    {
        context.RequireAdministrator();
        return Reply.JsonAsync(context, BillingTagJson.Tag(tags.Get(context.LastSegments(1)[0])));
    }

    private Task ArchiveAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var tag = tags.Get(context.LastSegments(1)[0]);
        tags.Archive(tag.Tag);
        return Reply.JsonAsync(context, BillingTagJson.Tag(tag with { Active = false }));
    }

    private Task SettingsAsync(HttpContext context, Func<string, string> written)
    {
        context.RequireAdministrator();
        return Reply.JsonAsync(context, new JsonObject { ["mode"] = written(tags.Mode), ["notifications"] = tags.Notifications });
    }

    private Task ModeAsync(HttpContext context, Func<string, string> written)
    {
        context.RequireAdministrator();
        return Reply.JsonAsync(context, new JsonObject { ["mode"] = written(tags.Mode) });
    }

    private async Task UpdateModeAsync(HttpContext context, Func<string, string> written)
    {
        context.RequireAdministrator();
        tags.Mode = ModeIn(await context.JsonBodyAsync(), written);
        await ModeAsync(context, written);
    }

    private async Task UpdateSettingsAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var body = await context.JsonBodyAsync();
        var (mode, notifications) = (ModeIn(body, mode => mode.ToLowerInvariant()), NotificationsIn(body));
        (tags.Mode, tags.Notifications) = (mode, notifications);
        await SettingsAsync(context, mode => mode.ToLowerInvariant());
    }

    private Task NotificationsAsync(HttpContext context)
    {
        context.RequireAdministrator();
        return Reply.JsonAsync(context, new JsonObject { ["notifications"] = tags.Notifications });
    }

    private async Task UpdateNotificationsAsync(HttpContext context)
    {
        context.RequireAdministrator();
        tags.Notifications = NotificationsIn(await context.JsonBodyAsync());
        await NotificationsAsync(context);
    }

    private static string ModeIn(JsonObject body, Func<string, string> written)
    {
        var given = body.RequiredText("mode");
        return Array.Find(BillingTagStore.Modes, mode => written(mode) == given)
            ?? throw DomainException.Invalid($"Invalid mode '{given}'. Use {string.Join(", ", BillingTagStore.Modes.Select(written))}.");
    }

    private static bool NotificationsIn(JsonObject body) =>
        body.Flag("notifications") ?? throw DomainException.Invalid("'notifications' is missing.");

    private static string Valid(JsonNode? item) =>
        item?.GetValueKind() == JsonValueKind.String
        && item.GetValue<string>() is { Length: <= LongestTag } tag
        && !string.IsNullOrWhiteSpace(tag)
        && !tag.Any(char.IsControl)
            ? tag
            : throw DomainException.Invalid(
                $"{item?.ToJsonString() ?? "null"} is not a valid billing tag. Use a string of 1 to {LongestTag} characters, not blank, "
                    + $"without "
                    + "control characters."
            );
}
