using System.Collections.Concurrent;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Keeps secrets out of the task log, which Airflow masks, and out of the reasons that are sent past it.</summary>
internal sealed class SecretMasker(Supervisor supervisor, JsonTypes types)
{
    // Airflow does not mask shorter values either: too much of a log would match.
    private const int MinLength = 5;
    private readonly ConcurrentDictionary<string, bool> _secrets = [];

    /// <summary>Masks a value that Airflow masks of its own.</summary>
    public void Remember(string? secret)
    {
        if (secret?.Length >= MinLength)
        {
            _secrets[secret] = true;
        }
    }

    /// <summary>Asks Airflow to mask a value from now on. The strings of a map are masked one by one.</summary>
    public async Task MaskAsync(object? value, string? name, CancellationToken cancellationToken)
    {
        Remember(value);
        var request = new Request("MaskSecret").Set("value", ValueWriter.Encode(value, types, "the secret")).SetIf("name", name);
        await supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces all known secrets in a string.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _secrets.Keys)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }

    private void Remember(object? value)
    {
        switch (value)
        {
            case string text:
                Remember(text);
                break;
            case JsonElement { ValueKind: JsonValueKind.String } text:
                Remember(text.GetString());
                break;
            case JsonElement { ValueKind: JsonValueKind.Object } map:
                foreach (var property in map.EnumerateObject())
                {
                    Remember((object)property.Value);
                }

                break;
        }
    }
}
