using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>The kind of machine that a job can run on.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<CapacityType>))]
public readonly record struct CapacityType(string Value) : IOpenWord<CapacityType>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>A machine that is kept until the job ends.</summary>
    public static CapacityType OnDemand { get; } = new("on-demand");

    /// <summary>A cheaper machine that the cloud provider can reclaim while the job runs.</summary>
    public static CapacityType Spot { get; } = new("spot");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static CapacityType IOpenWord<CapacityType>.From(string value) => new(value);
}
