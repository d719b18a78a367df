using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Budgets;

/// <summary>The kind of object that a budget is for.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<BudgetLabel>))]
public readonly record struct BudgetLabel(string Value) : IOpenWord<BudgetLabel>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>All projects of one billing tag.</summary>
    public static BudgetLabel BillingTag { get; } = new("BillingTag");

    /// <summary>One organization.</summary>
    public static BudgetLabel Organization { get; } = new("Organization");

    /// <summary>One project.</summary>
    public static BudgetLabel Project { get; } = new("Project");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static BudgetLabel IOpenWord<BudgetLabel>.From(string value) => new(value);
}
