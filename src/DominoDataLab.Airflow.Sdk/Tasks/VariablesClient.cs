using System.Runtime.CompilerServices;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Reads and writes Airflow variables.</summary>
/// <remarks>Reads look at the worker's environment first: the variable <c>report_day</c> is <c>AIRFLOW_VAR_REPORT_DAY</c> there.</remarks>
public sealed class VariablesClient
{
    private const int PageSize = 1000;
    private readonly Supervisor _supervisor;
    private readonly SecretMasker _secrets;
    private readonly JsonTypes _types;

    internal VariablesClient(Supervisor supervisor, SecretMasker secrets, JsonTypes types)
    {
        _supervisor = supervisor;
        _secrets = secrets;
        _types = types;
    }

    /// <summary>Gets the value of a variable.</summary>
    /// <exception cref="AirflowException">The variable does not exist, or Airflow refused the request.</exception>
    public async Task<string> GetAsync(string key, CancellationToken cancellationToken = default) =>
        await FindAsync(key, cancellationToken).ConfigureAwait(false)
        ?? throw new AirflowException(
            $"The variable '{key}' was not found. Create it in Airflow, or set {EnvironmentName(key)} for the worker.",
            "VARIABLE_NOT_FOUND",
            default
        );

    /// <summary>Gets the value of a variable that holds JSON.</summary>
    /// <typeparam name="T">A common type, <see cref="JsonElement"/>, or a type of a context that was added with <c>UseJson</c>.</typeparam>
    /// <exception cref="AirflowException">The variable does not exist, or its value isn't JSON of the type.</exception>
    public async Task<T?> GetJsonAsync<T>(string key, CancellationToken cancellationToken = default)
    {
        var text = await GetAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            return _types.Read<T>(JsonElement.Parse(text), $"the variable '{key}'");
        }
        catch (JsonException exception)
        {
            // The message of the parser would quote the value, which can be a secret.
            throw new AirflowException(
                $"Could not read the variable '{key}': the value is not JSON (at byte {exception.BytePositionInLine})."
            );
        }
    }

    /// <summary>Gets the value of a variable, or null if it does not exist.</summary>
    /// <exception cref="AirflowException">Airflow refused the request.</exception>
    public async Task<string?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (Environment.GetEnvironmentVariable(EnvironmentName(key)) is { } value)
        {
            await _secrets.MaskAsync(value, null, cancellationToken).ConfigureAwait(false);
            return value;
        }

        try
        {
            var reply = await _supervisor.RequestAsync(new Request("GetVariable").Set("key", key), cancellationToken).ConfigureAwait(false);
            var found = Reply.GetString(reply, "value");
            _secrets.Remember(found);
            return found;
        }
        catch (AirflowException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Creates a variable or replaces its value and description.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="description">The description. Null removes an existing description.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply. The variable may already be stored.</param>
    public async Task SetAsync(string key, string value, string? description = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        var request = new Request("PutVariable").Set("key", key).Set("value", value).Set("description", description);
        await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a variable if it exists.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await _supervisor.RequestAsync(new Request("DeleteVariable").Set("key", key), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the keys of the variables that Airflow stores, without those of the environment.</summary>
    /// <param name="prefix">The start of the keys. If null, all keys are listed.</param>
    /// <param name="cancellationToken">A token to cancel the list.</param>
    public async IAsyncEnumerable<string> ListKeysAsync(
        string? prefix = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var offset = 0;
        int total;
        do
        {
            var request = new Request("GetVariableKeys").Set("prefix", prefix).Set("limit", (long)PageSize).Set("offset", offset);
            var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
            total = Reply.GetInt32(reply, "total_entries");
            var keys = Reply.Get(reply, "keys");
            if (keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() == 0)
            {
                yield break;
            }

            foreach (var key in keys.EnumerateArray())
            {
                yield return key.GetString()!;
            }

            offset += keys.GetArrayLength();
        } while (offset < total);
    }

    private static string EnvironmentName(string key) => $"AIRFLOW_VAR_{key.ToUpperInvariant()}";
}
