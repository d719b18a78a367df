using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Budgets;

/// <summary>Default budgets, overrides, and the settings of their alerts; for administrators alone.</summary>
internal sealed class BudgetEndpoints(BudgetStore budgets) : IEndpointGroup
{
    private static readonly string[] Labels = ["BillingTag", "Organization", "Project"];

    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v4/cost/budgets");
        group.MapGet("/defaults", context => ListAsync(context, budgets.Defaults));
        group.MapPut("/defaults/{label}", UpdateDefaultAsync);
        group.MapGet("/overrides", context => ListAsync(context, budgets.Overrides));
        group.MapPost("/overrides", CreateOverrideAsync);
        group.MapPut("/overrides/{labelId}", UpdateOverrideAsync);
        group.MapDelete("/overrides/{labelId}", DeleteOverrideAsync);
        group.MapGet("/global/alertsSettings", AlertSettingsAsync);
        group.MapPut("/global/alertsSettings", UpdateAlertSettingsAsync);
    }

    private static Task ListAsync(HttpContext context, Func<List<BudgetRow>> list)
    {
        context.RequireAdministrator();
        return Reply.ListAsync(context, list(), BudgetJson.Budget);
    }

    private async Task UpdateDefaultAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var budget = Read(await context.JsonBodyAsync(), "Default");
        var label = context.Route("label");
        if (Label(label, ErrorKind.NotFound) != budget.Label)
        {
            throw DomainException.Invalid($"The address says '{label}' and the body's budgetLabel '{budget.Label}'.");
        }

        budgets.SetDefault(budget);
        await Reply.JsonAsync(context, BudgetJson.Budget(budget));
    }

    private async Task CreateOverrideAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var budget = Read(await context.JsonBodyAsync(), "Override");
        budgets.Add(budget);
        await Reply.JsonAsync(context, BudgetJson.Budget(budget));
    }

    private async Task UpdateOverrideAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var budget = Read(await context.JsonBodyAsync(), "Override");
        var labelId = context.LastSegments(1)[0];
        if (labelId != budget.LabelId)
        {
            throw DomainException.Invalid($"The address says '{labelId}' and the body's labelId '{budget.LabelId}'.");
        }

        budgets.Replace(budget);
        await Reply.JsonAsync(context, BudgetJson.Budget(budget));
    }

    private Task DeleteOverrideAsync(HttpContext context)
    {
        context.RequireAdministrator();
        return Reply.JsonAsync(context, new JsonArray(BudgetJson.Budget(budgets.Remove(context.LastSegments(1)[0]))));
    }

    private Task AlertSettingsAsync(HttpContext context)
    {
        context.RequireAdministrator();
        return Reply.JsonAsync(context, JsonNode.Parse(budgets.AlertSettings));
    }

    // Kept whole: what this server does not know of comes back to who sent it.
    private async Task UpdateAlertSettingsAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var body = await context.JsonBodyAsync();
        foreach (var flag in (string[])["alertsEnabled", "notifyOrgOwner"])
        {
            _ = body.Flag(flag) ?? throw DomainException.Invalid($"'{flag}' is missing.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in body.RequiredObjects("alertTargets"))
        {
            var label = Label(target.RequiredText("label"), ErrorKind.Invalid);
            if (!seen.Add(label))
            {
                throw DomainException.Invalid($"'{label}' is twice in alertTargets.");
            }

            if (
                target["emails"] is not JsonArray emails
                || emails.Any(email =>
                    email?.GetValueKind() != JsonValueKind.String || !email.GetValue<string>().Contains('@', StringComparison.Ordinal)
                )
            )
            {
                throw DomainException.Invalid($"'emails' of {label} must be a list of e-mail addresses.");
            }
        }

        budgets.AlertSettings = body.ToJsonString();
        await Reply.JsonAsync(context, body);
    }

    private static BudgetRow Read(JsonObject body, string type)
    {
        if (body.RequiredText("budgetType") != type)
        {
            throw DomainException.Invalid($"'budgetType' must be {type} here.");
        }

        if (body.RequiredText("window") != "monthly")
        {
            throw DomainException.Invalid("'window' must be monthly.");
        }

        var limit = body.RequiredNumber("limit");
        return decimal.TryParse(limit, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && amount >= 0
            ? new BudgetRow(
                Label(body.RequiredText("budgetLabel"), ErrorKind.Invalid),
                type == "Override" ? body.RequiredText("labelId") : null,
                limit
            )
            : throw DomainException.Invalid($"'limit' is {limit}; it must be an amount of money, 0 or more.");
    }

    private static string Label(string label, ErrorKind kind) =>
        Labels.Contains(label)
            ? label
            : throw new DomainException(kind, $"Invalid budget label '{label}'. Use {string.Join(", ", Labels)}.");
}
