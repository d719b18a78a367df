using System.Globalization;
using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>An Airflow connection: where a system is and how to sign in.</summary>
public sealed class Connection
{
    /// <summary>Gets the ID.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the type, such as <c>postgres</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the host, or null if it isn't set.</summary>
    public string? Host { get; init; }

    /// <summary>Gets the schema, or null if it isn't set.</summary>
    public string? Schema { get; init; }

    /// <summary>Gets the user name, or null if it isn't set. An empty user name stays empty.</summary>
    public string? Login { get; init; }

    /// <summary>Gets the password, or null if it isn't set. Airflow masks it in the task log.</summary>
    public string? Password { get; init; }

    /// <summary>Gets the port, or null if it isn't set.</summary>
    public int? Port { get; init; }

    /// <summary>Gets additional settings as text, usually JSON, or null if they aren't set.</summary>
    public string? ExtraText { get; init; }

    /// <summary>Gets the additional settings. The kind is Undefined if they aren't set.</summary>
    /// <exception cref="AirflowException">The settings aren't JSON.</exception>
    public JsonElement GetExtra()
    {
        if (string.IsNullOrWhiteSpace(ExtraText))
        {
            return default;
        }

        try
        {
            return JsonElement.Parse(ExtraText);
        }
        catch (JsonException exception)
        {
            throw new AirflowException($"The extra field of the connection '{Id}' is not JSON (at byte {exception.BytePositionInLine}).");
        }
    }

    /// <summary>Gets a string of the additional settings, or null if it is not set.</summary>
    /// <exception cref="AirflowException">The settings aren't JSON.</exception>
    public string? FindExtra(string name) => Protocol.Reply.GetString(GetExtra(), name);

    /// <summary>Gets the connection as a URI, including the password.</summary>
    public string ToUri()
    {
        var user = Login is null && Password is null ? "" : $"{Escape(Login)}{(Password is null ? "" : $":{Escape(Password)}")}@";
        var port = Port is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number}") : "";
        var extra = ExtraText is null ? "" : $"?__extra__={Escape(ExtraText)}";
        return $"{Type.Replace('_', '-')}://{user}{Escape(Host)}{port}/{Escape(Schema)}{extra}";
    }

    /// <summary>Returns the ID and type, without anything secret.</summary>
    public override string ToString() => $"{Type} connection '{Id}'";

    private static string Escape(string? part) => Uri.EscapeDataString(part ?? "");
}
