using System.Net;
using DominoDataLab.Client;
using DominoDataLab.Data.Http;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data.Authentication;

/// <summary>Asks the token service, which runs beside the program, for a short-lived token.</summary>
internal sealed class TokenService(DataHttp http, DominoDataClientOptions options, ILogger logger)
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(2);

    /// <returns>The token, or null if no service is configured, it answers with an error for two seconds, or it has no token.</returns>
    /// <exception cref="DominoConnectionException">The service cannot be reached.</exception>
    /// <exception cref="DominoTimeoutException">The service did not answer in time, twice.</exception>
    public async ValueTask<string?> GetAsync(string? service, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(service))
        {
            return null;
        }

        var request = new DataRequest(HttpMethod.Get, ServiceAddress.Join(service, "/access-token", "token service"), "get a token")
        {
            Timeout = new(options.ProxyTimeout, nameof(options.ProxyTimeout)),
        };
        try
        {
            return await new BackOff(RetryTime, options.TimeProvider, options.Random)
                .RunAsync(token => FetchAsync(request, token), e => e is DominoApiException, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (DominoApiException e)
        {
            Log.TokenUnavailable(logger, e.Message);
            return null;
        }
    }

    private async Task<string?> FetchAsync(DataRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (DominoTimeoutException)
        {
            return await SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<string?> SendAsync(DataRequest request, CancellationToken cancellationToken) =>
        http.SendAsync(
            request,
            null,
            async reply =>
            {
                // The body of a failure may hold anything, so it is not shown.
                if (reply.Status is < HttpStatusCode.OK or >= HttpStatusCode.MultipleChoices)
                {
                    throw reply.Error($"the token service answered {(int)reply.Status}", null);
                }

                var token = (await reply.ReadTextAsync().ConfigureAwait(false)).Trim();
                return token.Length > 0 ? token : null;
            },
            cancellationToken
        );
}
