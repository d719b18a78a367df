using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Budgets;

/// <summary>
/// The default budget of a kind of thing, or, with the thing's id, what replaces it. The limit is kept as it was written.
/// </summary>
internal sealed record BudgetRow(string Label, string? LabelId, string Limit);

/// <summary>Budgets, and who hears of them.</summary>
internal sealed class BudgetStore(Database database)
{
    private const string Columns = "SELECT label, label_id, amount FROM budgets";

    public List<BudgetRow> Defaults() => database.List(Columns + " WHERE label_id IS NULL ORDER BY number", Map);

    public List<BudgetRow> Overrides() => database.List(Columns + " WHERE label_id IS NOT NULL ORDER BY number", Map);

    public void SetDefault(BudgetRow budget) =>
        database.Write(
            "UPDATE budgets SET amount = $amount WHERE label = $label AND label_id IS NULL",
            ("$label", budget.Label),
            ("$amount", budget.Limit)
        );

    public void Add(BudgetRow budget)
    {
        try
        {
            database.Write(
                "INSERT INTO budgets (label, label_id, amount) VALUES ($label, $id, $amount)",
                ("$label", budget.Label),
                ("$id", budget.LabelId),
                ("$amount", budget.Limit)
            );
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19)
        {
            throw DomainException.Conflict($"'{budget.LabelId}' has a budget of its own already; update that one.");
        }
    }

    public void Replace(BudgetRow budget)
    {
        if (
            database.Write(
                "UPDATE budgets SET label = $label, amount = $amount WHERE label_id = $id",
                ("$label", budget.Label),
                ("$id", budget.LabelId),
                ("$amount", budget.Limit)
            ) == 0
        )
        {
            throw NoOverride(budget.LabelId!);
        }
    }

    public BudgetRow Remove(string labelId)
    {
        BudgetRow? removed = null;
        database.Together(() =>
        {
            removed =
                database.One("SELECT label, label_id, amount FROM budgets WHERE label_id = $id", Map, ("$id", labelId))
                ?? throw NoOverride(labelId);
            database.Write("DELETE FROM budgets WHERE label_id = $id", ("$id", labelId));
        });
        return removed!;
    }

    public string AlertSettings
    {
        get => database.One("SELECT value FROM cost_settings WHERE name = 'budgetAlerts'", row => row.GetString(0))!;
        set => database.Write("UPDATE cost_settings SET value = $value WHERE name = 'budgetAlerts'", ("$value", value));
    }

    private static DomainException NoOverride(string labelId) => DomainException.NotFound($"'{labelId}' has no budget of its own.");

    private static BudgetRow Map(SqliteDataReader row) =>
        new(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2));
}
