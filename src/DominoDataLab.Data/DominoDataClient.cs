using DominoDataLab.Client;
using DominoDataLab.Data.Datasets;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.Http;
using DominoDataLab.Data.TrainingSets;
using DominoDataLab.Data.Volumes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.Data;

/// <summary>Reads and writes the data that a Domino deployment gives access to. It is thread-safe; make one and keep it.</summary>
/// <remarks>Making a client sends no request.</remarks>
public sealed class DominoDataClient : IDisposable
{
    private readonly DataConnection _connection;

    /// <summary>Makes a client.</summary>
    /// <param name="options">The configuration. If null, it comes from the environment.</param>
    /// <param name="loggerFactory">Receives the log. If null, nothing is logged. No token, key or override is ever logged.</param>
    /// <exception cref="DominoCredentialException">No token, token service, token file or API key is set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A timeout is not between 0 and one day.</exception>
    public DominoDataClient(DominoDataClientOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        options = options?.Copy() ?? new DominoDataClientOptions();
        foreach (var timeout in new[] { options.DominoTimeout, options.ProxyTimeout, options.StorageTimeout, options.TransferTimeout })
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(1), nameof(options));
        }

        if (!options.HasCredential)
        {
            throw new DominoCredentialException(
                "Could not create a data client: no credential is set. Set DOMINO_API_PROXY, DOMINO_TOKEN_FILE or " + "DOMINO_USER_API_KEY."
            )
            {
                MemberAdvice = "Or set one of Token, TokenService, TokenFile and ApiKey.",
            };
        }

        _connection = new DataConnection(options, (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("DominoDataLab.Data"));
        DataSources = new DataSourceClient(_connection);
        Datasets = new DatasetClient(_connection);
        Volumes = new VolumeClient(_connection);
        TrainingSets = new TrainingSetClient(_connection);
        Log.Initialized(
            _connection.Logger,
            ServiceAddress.Show(options.FlightHost),
            ServiceAddress.Show(options.Host),
            ServiceAddress.Show(options.DataSourceProxy)
        );
    }

    /// <summary>Gets the data sources: databases to query, and object stores.</summary>
    public DataSourceClient DataSources { get; }

    /// <summary>Gets the datasets, to read through the data source proxy.</summary>
    public DatasetClient Datasets { get; }

    /// <summary>Gets the NetApp volumes.</summary>
    public VolumeClient Volumes { get; }

    /// <summary>Gets the training sets.</summary>
    public TrainingSetClient TrainingSets { get; }

    /// <summary>Makes a client from the environment variables.</summary>
    /// <exception cref="DominoCredentialException">No token service, token file or API key is set.</exception>
    public static DominoDataClient FromEnvironment() => new();

    /// <summary>Closes the client's connections.</summary>
    public void Dispose() => _connection.Dispose();
}
