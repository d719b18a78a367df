using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Budgets;

/// <summary>The type of a budget: the default for all objects of a kind, or an override for one of them.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<BudgetType>))]
public readonly record struct BudgetType(string Value) : IOpenWord<BudgetType>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>For all of its label that have no budget of their own.</summary>
    public static BudgetType Default { get; } = new("Default");

    /// <summary>For one project, organization or billing tag.</summary>
    public static BudgetType Override { get; } = new("Override");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static BudgetType IOpenWord<BudgetType>.From(string value) => new(value);
}
