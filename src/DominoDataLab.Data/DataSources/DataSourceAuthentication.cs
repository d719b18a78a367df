using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Data.DataSources;

/// <summary>How a data source authenticates at its database or storage, as Domino writes it.</summary>
/// <param name="Value">The name as the server writes it, such as <c>Basic</c> or <c>NoAuth</c>.</param>
[JsonConverter(typeof(OpenWordConverter<DataSourceAuthentication>))]
public readonly record struct DataSourceAuthentication(string Value) : IOpenWord<DataSourceAuthentication>
{
    /// <summary>Gets the word as the server writes it. The word of a default value is empty.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>Gets the type whose data sources receive the user's own token with each request.</summary>
    public static DataSourceAuthentication OAuth { get; } = new("OAuth");

    /// <summary>Gets the type whose data sources receive the AWS credentials of the user's role with each request.</summary>
    public static DataSourceAuthentication AwsIamRole { get; } = new("AWSIAMRole");

    /// <summary>Gets the type that works as <see cref="AwsIamRole"/>, with a database user of the user's name.</summary>
    public static DataSourceAuthentication AwsIamRoleWithUsername { get; } = new("AWSIAMRoleWithUsername");

    /// <summary>Returns the name.</summary>
    public override string ToString() => Value;

    static DataSourceAuthentication IOpenWord<DataSourceAuthentication>.From(string value) => new(value);
}
