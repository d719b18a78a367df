namespace DominoDataLab.Data.Vectors;

/// <summary>Adds the headers of a <see cref="VectorGateway"/> to every request.</summary>
/// <param name="gateway">The settings.</param>
public sealed class VectorGatewayHandler(VectorGateway gateway) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in gateway.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
