using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Budgets;

/// <summary>A limit on monthly spending.</summary>
public sealed record Budget
{
    /// <summary>Gets the kind of object that the budget is for.</summary>
    public required BudgetLabel BudgetLabel { get; init; }

    /// <summary>Gets the type: a default or an override.</summary>
    public required BudgetType BudgetType { get; init; }

    /// <summary>The limit for one window, in the deployment's currency.</summary>
    public required decimal Limit { get; init; }

    /// <summary>The time that the limit is for: <c>monthly</c>.</summary>
    public string? Window { get; init; }

    /// <summary>The id of the project, organization or billing tag; null for a default.</summary>
    public string? LabelId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The settings of alerts about budgets.</summary>
public sealed record BudgetAlertSettings
{
    /// <summary>true if alerts are sent at all; otherwise, false.</summary>
    public bool AlertsEnabled { get; init; }

    /// <summary>true if an organization's owner is told too; otherwise, false.</summary>
    [JsonPropertyName("notifyOrgOwner")]
    public bool NotifyOrganizationOwner { get; init; }

    /// <summary>Gets the recipients of alerts, by label.</summary>
    public IReadOnlyList<BudgetAlertTarget> AlertTargets { get; init; } = [];

    /// <summary>Fields that this library does not know; an update sends them back as they came.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The recipients of alerts about budgets with one label.</summary>
public sealed record BudgetAlertTarget
{
    /// <summary>Which budgets.</summary>
    public required BudgetLabel Label { get; init; }

    /// <summary>E-mail addresses.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record BudgetBody(
    BudgetLabel BudgetLabel,
    BudgetType BudgetType,
    decimal Limit,
    string? LabelId,
    string Window = "monthly"
);

/// <summary>The JSON of budgets.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Budget))]
[JsonSerializable(typeof(List<Budget>))]
[JsonSerializable(typeof(BudgetBody))]
[JsonSerializable(typeof(BudgetAlertSettings))]
internal sealed partial class BudgetsJson : JsonSerializerContext;
