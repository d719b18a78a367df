using DominoDataLab.Client;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data.Authentication;

/// <summary>Makes the headers that authenticate a request. Tokens are fetched or read for every request; nothing is cached.</summary>
internal sealed class DataAuthentication(DominoDataClientOptions options, TokenService service, ILogger logger)
{
    private const string Authorization = "Authorization";
    private const string ApiKeyHeader = "X-Domino-Api-Key";
    private const string JwtHeader = "X-Domino-Jwt";

    private static readonly IReadOnlyList<KeyValuePair<string, string>> Nothing = [];

    /// <summary>Gets the headers for a destination, meta headers included. gRPC metadata has the same names in lower case.</summary>
    /// <exception cref="DominoCredentialException">A token or key cannot be sent, or a token file cannot be read.</exception>
    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> HeadersAsync(
        Destination destination,
        CancellationToken cancellationToken
    ) =>
        destination switch
        {
            Destination.Proxy => [.. await ForProxyAsync(cancellationToken).ConfigureAwait(false), .. MetaHeaders()],
            Destination.Flight => [.. await ForFlightAsync(cancellationToken).ConfigureAwait(false), .. FlightMetaHeaders()],
            Destination.FileService => await ForFileServiceAsync(cancellationToken).ConfigureAwait(false),
            Destination.RemoteFileSystem => Explicit() ?? Bearer(await FileThenServiceAsync(cancellationToken).ConfigureAwait(false)),
            _ => await ForDominoAsync(cancellationToken).ConfigureAwait(false),
        };

    private async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ForDominoAsync(CancellationToken cancellationToken) =>
        Explicit() ?? (await ServiceThenFileAsync(cancellationToken).ConfigureAwait(false) is { } token ? Bearer(token) : ApiKey());

    private async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ForProxyAsync(CancellationToken cancellationToken) =>
        Explicit() ?? (Clean(options.ApiKey) is null ? Jwt(await ServiceThenFileAsync(cancellationToken).ConfigureAwait(false)) : ApiKey());

    private async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ForFlightAsync(CancellationToken cancellationToken)
    {
        if (Explicit() is { } explicitToken)
        {
            return explicitToken;
        }

        try
        {
            return [.. ApiKey(), .. Jwt(await ServiceThenFileAsync(cancellationToken).ConfigureAwait(false))];
        }
        catch (DominoException e) when (Clean(options.ApiKey) is not null)
        {
            Log.TokenUnavailable(logger, e.Message);
            return ApiKey();
        }
    }

    private async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ForFileServiceAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Explicit() ?? Bearer(await FileThenServiceAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (DominoException e)
        {
            Log.TokenUnavailable(logger, e.Message);
            return Nothing;
        }
    }

    private async ValueTask<string?> ServiceThenFileAsync(CancellationToken cancellationToken) =>
        await FromServiceAsync(cancellationToken).ConfigureAwait(false) ?? await FromFileAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<string?> FileThenServiceAsync(CancellationToken cancellationToken) =>
        await FromFileAsync(cancellationToken).ConfigureAwait(false) ?? await FromServiceAsync(cancellationToken).ConfigureAwait(false);

    private ValueTask<string?> FromServiceAsync(CancellationToken cancellationToken) =>
        service.GetAsync(options.TokenService, cancellationToken);

    private ValueTask<string?> FromFileAsync(CancellationToken cancellationToken) =>
        TokenFile.ReadAsync(options.TokenFile, cancellationToken);

    private IReadOnlyList<KeyValuePair<string, string>>? Explicit() => Clean(options.Token) is { } token ? Bearer(token) : null;

    private static IReadOnlyList<KeyValuePair<string, string>> Bearer(string? token) =>
        token is null ? Nothing : [KeyValuePair.Create(Authorization, TokenText.BearerHeader(token, "token"))];

    private static IReadOnlyList<KeyValuePair<string, string>> Jwt(string? token) =>
        token is null ? Nothing : [KeyValuePair.Create(JwtHeader, TokenText.CheckHeader(token, "token"))];

    private IReadOnlyList<KeyValuePair<string, string>> ApiKey() =>
        Clean(options.ApiKey) is { } key ? [KeyValuePair.Create(ApiKeyHeader, TokenText.CheckHeader(key, "API key"))] : Nothing;

    private IEnumerable<KeyValuePair<string, string>> MetaHeaders() =>
        new[] { ("X-Domino-Client-Source", options.ClientSource), ("X-Domino-Run-Id", options.RunId) }
            .Where(header => !string.IsNullOrWhiteSpace(header.Item2))
            .Select(header => KeyValuePair.Create(header.Item1, TokenText.CheckHeader(header.Item2!, header.Item1 + " value")));

    // Flight servers expect both keys, so they are sent empty.
    private IEnumerable<KeyValuePair<string, string>> FlightMetaHeaders() =>
        [
            KeyValuePair.Create("X-Domino-Client-Source", options.ClientSource ?? ""),
            KeyValuePair.Create("X-Domino-Run-Id", options.RunId ?? ""),
        ];

    private static string? Clean(string? secret) => string.IsNullOrWhiteSpace(secret) ? null : secret.Trim();
}
