using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Reads Airflow connections. Their passwords and the strings of their extra field are masked in the task log.</summary>
/// <remarks>
/// Reads look at the worker's environment first: the connection <c>my_db</c> is <c>AIRFLOW_CONN_MY_DB</c> there, a URI or JSON.
/// </remarks>
public sealed class ConnectionsClient
{
    private readonly Supervisor _supervisor;
    private readonly SecretMasker _secrets;

    internal ConnectionsClient(Supervisor supervisor, SecretMasker secrets)
    {
        _supervisor = supervisor;
        _secrets = secrets;
    }

    /// <summary>Gets a connection.</summary>
    /// <exception cref="AirflowException">The connection does not exist (error code <c>CONNECTION_NOT_FOUND</c>), or Airflow
    /// refused the request.</exception>
    public async Task<Connection> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var fromEnvironment = Environment.GetEnvironmentVariable($"AIRFLOW_CONN_{id.ToUpperInvariant()}");
        if (!string.IsNullOrWhiteSpace(fromEnvironment))
        {
            var local = ConnectionParser.FromText(id, fromEnvironment);
            if (!string.IsNullOrEmpty(local.Password))
            {
                await _secrets.MaskAsync(local.Password, null, cancellationToken).ConfigureAwait(false);
            }

            return await MaskExtraAsync(local, cancellationToken).ConfigureAwait(false);
        }

        var request = new Request("GetConnection").Set("conn_id", id);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        var connection = ConnectionParser.FromJson(id, reply);
        _secrets.Remember(connection.Password);
        return await MaskExtraAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets a connection, or null if it does not exist.</summary>
    /// <exception cref="AirflowException">Airflow refused the request.</exception>
    public async Task<Connection?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (AirflowException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    // Airflow masks the whole text of the extra field but not the values in it.
    private async Task<Connection> MaskExtraAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (TryParse(connection.ExtraText) is { ValueKind: JsonValueKind.Object } extra && extra.GetPropertyCount() > 0)
        {
            await _secrets.MaskAsync(extra, null, cancellationToken).ConfigureAwait(false);
        }

        return connection;
    }

    // Extra that isn't JSON fails only where it is read, so a task that needs only the host still works.
    private static JsonElement TryParse(string? text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? default : JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
