using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.BillingTags;

/// <summary>true if projects need billing tags; otherwise, false.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<BillingTagMode>))]
public readonly record struct BillingTagMode(string Value) : IOpenWord<BillingTagMode>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>No project gets one.</summary>
    public static BillingTagMode Disabled { get; } = new("Disabled");

    /// <summary>A project may have one.</summary>
    public static BillingTagMode Optional { get; } = new("Optional");

    /// <summary>A new project needs one.</summary>
    public static BillingTagMode Required { get; } = new("Required");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static BillingTagMode IOpenWord<BillingTagMode>.From(string value) => new(value);
}
