using DominoDataLab.Client;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Http;
using DominoDataLab.Data.Queries.Flight;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data;

/// <summary>The options, connections, authentication and log that all parts of a client share.</summary>
internal sealed class DataConnection : IDisposable
{
    private readonly DataHttp _http;

    public DataConnection(DominoDataClientOptions options, ILogger logger)
    {
        (Options, Logger) = (options, logger);
        _http = new DataHttp(options, logger);
        Tokens = new TokenService(_http, options, logger);
        Authentication = new DataAuthentication(options, Tokens, logger);
        Flight = new FlightClient(options, Authentication);
    }

    private DataConnection(DataConnection other, DominoDataClientOptions options)
    {
        (Options, Logger, _http, Tokens) = (options, other.Logger, other._http, other.Tokens);
        Authentication = new DataAuthentication(options, Tokens, Logger);
        Flight = other.Flight;
    }

    public DominoDataClientOptions Options { get; }

    public ILogger Logger { get; }

    public TokenService Tokens { get; }

    public DataAuthentication Authentication { get; }

    public FlightClient Flight { get; }

    /// <summary>Makes a connection that never sends the API key. It shares the sockets of this one.</summary>
    public DataConnection WithoutApiKey()
    {
        var options = Options.Copy();
        options.ApiKey = null;
        return new DataConnection(this, options);
    }

    /// <summary>Gets the delays between retries of a request that was not authenticated.</summary>
    public BackOff AuthenticationBackOff => new(TimeSpan.FromSeconds(60), Options.TimeProvider, Options.Random);

    public Task<T> SendAsync<T>(DataRequest request, Func<DataReply, Task<T>> read, CancellationToken cancellationToken) =>
        _http.SendAsync(request, Authentication, read, cancellationToken);

    public Task<HttpResponseMessage> OpenAsync(DataRequest request, CancellationToken cancellationToken) =>
        _http.OpenAsync(request, Authentication, cancellationToken);

    public Task<DominoApiException> ErrorAsync(DataRequest request, HttpResponseMessage reply, CancellationToken cancellationToken) =>
        _http.ErrorAsync(request, reply, cancellationToken);

    public Client.Http.ReplyLimits Limits(DataRequest request) => _http.Limits(request);

    public void Dispose()
    {
        _http.Dispose();
        Flight.Dispose();
    }
}
