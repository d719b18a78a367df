using DominoDataLab.Airflow.Sdk.Tasks;
using DominoDataLab.Client;

namespace DominoDataLab.Airflow;

/// <summary>Creates clients for the operators: explicit settings first, then the Airflow connection, then the environment.</summary>
internal static class DominoSession
{
    private const string DefaultConnection = "domino_default";

    public static async Task<DominoClient> OpenAsync(TaskContext context, DominoOperatorOptions options)
    {
        var settings = new DominoClientOptions
        {
            Host = options.Host,
            ApiKey = options.ApiKey,
            TokenFile = options.DominoTokenFile,
            AuthToken = options.AuthToken,
            ApiProxy = options.ApiProxy,
        };
        await MaskAsync(context, options).ConfigureAwait(false);
        if (options.ConnectionId is not null || string.IsNullOrEmpty(settings.Host) || !HasCredential(settings))
        {
            await ApplyConnectionAsync(context, options.ConnectionId, settings).ConfigureAwait(false);
        }

        return new DominoClient(settings, loggerFactory: context.LoggerFactory);
    }

    private static async Task MaskAsync(TaskContext context, DominoOperatorOptions options)
    {
        foreach (var secret in new[] { options.ApiKey, options.AuthToken })
        {
            if (!string.IsNullOrEmpty(secret))
            {
                await context.MaskSecretAsync(secret, context.CancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task ApplyConnectionAsync(TaskContext context, string? connectionId, DominoClientOptions settings)
    {
        var connection = connectionId is null
            ? await context.Connections.FindAsync(DefaultConnection, context.CancellationToken).ConfigureAwait(false)
            : await context.Connections.GetAsync(connectionId, context.CancellationToken).ConfigureAwait(false);
        if (connection is null)
        {
            return;
        }

        settings.Host = NullIfEmpty(settings.Host) ?? HostOf(connection);
        if (!HasCredential(settings))
        {
            settings.ApiProxy = connection.FindExtra("api_proxy");
            settings.AuthToken = connection.FindExtra("token");
            settings.TokenFile = connection.FindExtra("token_file");
            settings.ApiKey = NullIfEmpty(connection.Password) ?? connection.FindExtra("api_key");
        }
    }

    // Airflow splits an address that was entered as a URI into scheme, host and port.
    private static string? HostOf(Connection connection)
    {
        if (string.IsNullOrEmpty(connection.Host))
        {
            return null;
        }

        var scheme = NullIfEmpty(connection.Schema) ?? connection.FindExtra("scheme") ?? "https";
        var address = connection.Host.Contains("://", StringComparison.Ordinal) ? connection.Host : $"{scheme}://{connection.Host}";
        return connection.Port is { } port ? $"{address}:{port}" : address;
    }

    private static bool HasCredential(DominoClientOptions settings) =>
        new[] { settings.ApiKey, settings.TokenFile, settings.AuthToken, settings.ApiProxy }.Any(value => !string.IsNullOrEmpty(value));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
