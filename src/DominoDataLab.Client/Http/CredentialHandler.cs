namespace DominoDataLab.Client.Http;

/// <summary>
/// Adds the client's credential to the requests that a user sends to Domino with an HttpClient. Other hosts never get it.
/// </summary>
internal sealed class CredentialHandler(DominoCredential credential, Uri origin, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } address && Redirect.SameOrigin(address, origin))
        {
            await credential.ApplyAsync(request.Headers, cancellationToken).ConfigureAwait(false);
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests to Domino cannot be sent synchronously. Use SendAsync.");
}
