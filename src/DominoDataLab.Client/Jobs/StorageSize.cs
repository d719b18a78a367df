using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>A size with its unit, as Domino writes it.</summary>
/// <param name="Value">The number of units, more than 0.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct StorageSize(double Value, StorageUnit Unit)
{
    /// <summary>A size in units of 1,073,741,824 bytes.</summary>
    /// <param name="value">The number of units.</param>
    public static StorageSize GiB(double value) => new(value, StorageUnit.GiB);

    /// <summary>A size in units of 1,000,000 bytes.</summary>
    /// <param name="value">The number of units.</param>
    public static StorageSize MB(double value) => new(value, StorageUnit.MB);
}

/// <summary>A unit of storage: <c>MB</c>, <c>GiB</c>, or another that the server knows.</summary>
/// <param name="Value">The unit as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<StorageUnit>))]
public readonly record struct StorageUnit(string Value) : IOpenWord<StorageUnit>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>1,000,000 bytes.</summary>
    public static StorageUnit MB { get; } = new("MB");

    /// <summary>1,073,741,824 bytes.</summary>
    public static StorageUnit GiB { get; } = new("GiB");

    /// <summary>The unit.</summary>
    public override string ToString() => Value;

    static StorageUnit IOpenWord<StorageUnit>.From(string value) => new(value);
}
