using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Environments;

/// <summary>The visibility of an environment.</summary>
/// <param name="Value">The word in lower case; some routes write it with a capital letter.</param>
[JsonConverter(typeof(OpenWordConverter<EnvironmentVisibility>))]
public readonly record struct EnvironmentVisibility(string Value) : IOpenWord<EnvironmentVisibility>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>Everybody in the deployment.</summary>
    public static EnvironmentVisibility Global { get; } = new("global");

    /// <summary>Gets the owner alone.</summary>
    public static EnvironmentVisibility Private { get; } = new("private");

    /// <summary>The members of the organization that owns it.</summary>
    public static EnvironmentVisibility Organization { get; } = new("organization");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static EnvironmentVisibility IOpenWord<EnvironmentVisibility>.From(string value) => new(value.ToLowerInvariant());
}
