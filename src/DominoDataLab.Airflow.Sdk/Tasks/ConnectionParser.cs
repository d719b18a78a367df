using System.Globalization;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Reads connections: those that Airflow sends, and those of the worker's environment, which are URIs or JSON.</summary>
internal static class ConnectionParser
{
    /// <summary>Reads a connection that is a JSON object. Airflow's own messages have the same fields.</summary>
    public static Connection FromJson(string id, JsonElement json)
    {
        var extra = Reply.Get(json, "extra");
        return new Connection
        {
            Id = id,
            Type = Reply.GetString(json, "conn_type") ?? "",
            Host = Reply.GetString(json, "host"),
            Schema = Reply.GetString(json, "schema"),
            Login = Reply.GetString(json, "login"),
            Password = Reply.GetString(json, "password"),
            Port = ReadPort(Reply.Get(json, "port")),
            ExtraText = extra.ValueKind switch
            {
                JsonValueKind.String => extra.GetString(),
                JsonValueKind.Object => extra.GetRawText(),
                _ => null,
            },
        };
    }

    /// <summary>Reads a connection of the environment.</summary>
    /// <exception cref="AirflowException">The text is neither a URI nor JSON.</exception>
    public static Connection FromText(string id, string text)
    {
        try
        {
            return text.StartsWith('{') ? FromJson(id, JsonElement.Parse(text)) : FromUri(id, text);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException)
        {
            // The text can hold a password, so it is not quoted.
            throw new AirflowException($"Could not read the connection '{id}' of the environment. Use a URI or a JSON object.");
        }
    }

    private static Connection FromUri(string id, string text)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0)
        {
            throw new FormatException();
        }

        var (beforeQuery, query) = Split(text[(schemeEnd + 3)..], '?', last: false);
        var (authority, path) = Split(beforeQuery, '/', last: false);
        var (user, address) = Split(authority, '@', last: true);
        if (address is null)
        {
            (user, address) = (null, user);
        }

        var (login, password) = Split(user, ':', last: false);
        var (host, port) = Split(address, ':', last: true);
        return new Connection
        {
            Id = id,
            Type = text[..schemeEnd].Replace('-', '_'),
            Host = Unescape(host),
            Schema = Unescape(path),
            Login = Unescape(login),
            Password = Unescape(password),
            Port = string.IsNullOrEmpty(port) ? null : int.Parse(port, CultureInfo.InvariantCulture),
            ExtraText = ReadQuery(query),
        };
    }

    private static string? ReadQuery(string? query)
    {
        if (string.IsNullOrEmpty(query))
        {
            return null;
        }

        var settings = new Dictionary<string, string>();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(pair, '=', last: false);
            settings[Unescape(name)!] = Unescape(value?.Replace('+', ' ')) ?? "";
        }

        return settings.TryGetValue("__extra__", out var extra)
            ? extra
            : JsonSerializer.Serialize(settings, Json.AirflowJsonContext.Default.DictionaryStringString);
    }

    private static (string? Before, string? After) Split(string? text, char separator, bool last)
    {
        var at = last ? text?.LastIndexOf(separator) ?? -1 : text?.IndexOf(separator) ?? -1;
        return at < 0 ? (text, null) : (text![..at], text[(at + 1)..]);
    }

    private static string? Unescape(string? text) => string.IsNullOrEmpty(text) ? null : Uri.UnescapeDataString(text);

    private static int? ReadPort(JsonElement port) =>
        port.ValueKind switch
        {
            JsonValueKind.Number when port.TryGetInt32(out var number) => number,
            JsonValueKind.String when int.TryParse(port.GetString(), CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
}
