using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Budgets;

/// <summary>A limit on monthly spending.</summary>
public sealed record Budget
{
    /// <summary>Gets the kind of object that the budget is for.</summary>
    public required BudgetLabel BudgetLabel { get; init; }

    /// <summary>Gets the type: a default or an override.</summary>
    public required BudgetType BudgetType { get; init; }

    /// <summary>Gets the limit for one window, in the deployment's currency.</summary>
    public required decimal Limit { get; init; }

    /// <summary>Gets the window of the limit: <c>monthly</c>.</summary>
    public string? Window { get; init; }

    /// <summary>Gets the ID of the project, organization or billing tag. Null for a default.</summary>
    public string? LabelId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The settings of alerts about budgets.</summary>
public sealed record BudgetAlertSettings
{
    /// <summary>true if alerts are sent; otherwise, false.</summary>
    public bool AlertsEnabled { get; init; }

    /// <summary>true if the owner of an organization is notified, too; otherwise, false. Null if the server does not say.</summary>
    [JsonPropertyName("notifyOrgOwner")]
    public bool? NotifyOrganizationOwner { get; init; }

    /// <summary>Gets the recipients of alerts, by label.</summary>
    public IReadOnlyList<BudgetAlertTarget> AlertTargets
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the JSON properties that this version of the library does not map. An update sends them back unchanged.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The recipients of alerts about budgets with one label.</summary>
public sealed record BudgetAlertTarget
{
    /// <summary>Gets the label of the budgets.</summary>
    public required BudgetLabel Label { get; init; }

    /// <summary>Gets the e-mail addresses of the recipients.</summary>
    public IReadOnlyList<string> Emails
    {
        get => field ?? [];
        init;
    }

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
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class BudgetsJson : JsonSerializerContext;
