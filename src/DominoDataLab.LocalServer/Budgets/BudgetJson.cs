using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Budgets;

/// <summary>Budgets as Domino's routes write them.</summary>
internal static class BudgetJson
{
    public static JsonObject Budget(BudgetRow budget)
    {
        var json = new JsonObject
        {
            ["budgetLabel"] = budget.Label,
            ["budgetType"] = budget.LabelId is null ? "Default" : "Override",
            ["limit"] = JsonNode.Parse(budget.Limit),
            ["window"] = "monthly",
        };
        if (budget.LabelId is not null)
        {
            json["labelId"] = budget.LabelId;
        }

        return json;
    }
}
