using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client;
using DominoDataLab.Client.Http;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.Http;

namespace DominoDataLab.Data.Volumes;

/// <summary>Lists and opens NetApp volumes. They need a token; the API key is never used for them.</summary>
public sealed class VolumeClient
{
    private const string VolumesRoute = "GET /remotefs/v1/volumes";
    private const string VolumeRoute = "GET /remotefs/v1/volumes/unique-name/{uniqueName}";
    private const string SnapshotsRoute = "GET /remotefs/v1/snapshots";
    private const string AddressSetting = "DOMINO_REMOTE_FILE_SYSTEM_HOSTPORT";

    private readonly DataConnection _connection;

    internal VolumeClient(DataConnection connection) => _connection = connection.WithoutApiKey();

    /// <summary>Gets the files of a volume by its unique name.</summary>
    /// <remarks><c>GET /v4/datasource/name/{name}</c>. It is not retried.</remarks>
    /// <param name="uniqueName">The unique name of the volume.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoCredentialException">No token, token file or token service is set.</exception>
    /// <exception cref="DominoApiException">The volume does not exist, or you may not use it.</exception>
    public async Task<VolumeDataSource> GetAsync(string uniqueName, CancellationToken cancellationToken = default)
    {
        RequireToken();
        Log.GetVolume(_connection.Logger, uniqueName);
        var details = await DataSourceClient
            .LookUpAsync(_connection, uniqueName, $"get volume '{uniqueName}'", cancellationToken)
            .ConfigureAwait(false);
        return new VolumeDataSource(_connection, details);
    }

    /// <summary>Lists the active volumes.</summary>
    /// <remarks><c>GET /remotefs/v1/volumes</c></remarks>
    /// <param name="offset">The number of volumes to skip. If null, none is skipped.</param>
    /// <param name="limit">The largest number of volumes to list. If null, the server decides.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoCredentialException">No token, token file or token service is set.</exception>
    /// <exception cref="DominoApiException">RemoteFS answered with an error.</exception>
    [Endpoint(VolumesRoute)]
    public async Task<IReadOnlyList<Volume>> ListAsync(int? offset = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        Log.ListVolumes(_connection.Logger, offset, limit);
        var query = Page(offset, limit) + "status=Active";
        var list = await GetAsync("/volumes?" + query, "list volumes", DataJson.Default.RemoteListVolume, cancellationToken)
            .ConfigureAwait(false);
        return list.Data ?? [];
    }

    /// <summary>Lists the snapshots of a volume.</summary>
    /// <remarks><c>GET /remotefs/v1/volumes/unique-name/{uniqueName}</c>, then <c>GET /remotefs/v1/snapshots</c></remarks>
    /// <param name="uniqueName">The unique name of the volume.</param>
    /// <param name="offset">The number of snapshots to skip. If null, none is skipped.</param>
    /// <param name="limit">The largest number of snapshots to list. If null, the server decides.</param>
    /// <param name="cancellationToken">A token to cancel the requests.</param>
    /// <exception cref="DominoCredentialException">No token, token file or token service is set.</exception>
    /// <exception cref="DominoApiException">The volume does not exist, or RemoteFS answered with an error.</exception>
    [Endpoint(VolumeRoute)]
    [Endpoint(SnapshotsRoute)]
    public async Task<IReadOnlyList<VolumeSnapshot>> ListSnapshotsAsync(
        string uniqueName,
        int? offset = null,
        int? limit = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uniqueName);
        Log.ListSnapshots(_connection.Logger, offset, limit, uniqueName);
        var path = "/volumes/unique-name/" + Uri.EscapeDataString(uniqueName);
        var volume = await GetAsync(path, $"get volume '{uniqueName}'", DataJson.Default.Volume, cancellationToken).ConfigureAwait(false);
        var query = Page(offset, limit) + "volume_id=" + Uri.EscapeDataString(volume.Id);
        var action = $"list snapshots of volume '{uniqueName}'";
        var list = await GetAsync("/snapshots?" + query, action, DataJson.Default.RemoteListVolumeSnapshot, cancellationToken)
            .ConfigureAwait(false);
        return list.Data ?? [];
    }

    private Task<T> GetAsync<T>(string pathAndQuery, string action, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        RequireToken();
        var options = _connection.Options;
        var address = ServiceAddress.Join(options.RemoteFileSystemHost, "/remotefs/v1" + pathAndQuery, "RemoteFS service", AddressSetting);
        var request = new DataRequest(HttpMethod.Get, address, action)
        {
            Destination = Destination.RemoteFileSystem,
            Headers = [("Accept", "application/json")],
            FollowsRedirects = true,
            Timeout = new(options.TransferTimeout, nameof(options.TransferTimeout)),
        };
        return _connection.SendAsync(
            request,
            async reply =>
                reply.Message.IsSuccessStatusCode
                    ? await reply.ReadJsonAsync(type).ConfigureAwait(false) ?? throw reply.Error("the server answered null", null)
                    : throw await reply.ErrorAsync().ConfigureAwait(false),
            cancellationToken
        );
    }

    private void RequireToken()
    {
        if (!_connection.Options.HasCredential)
        {
            throw new DominoCredentialException(
                "Could not use NetApp volumes: they need a token. Set DOMINO_API_PROXY or DOMINO_TOKEN_FILE."
            )
            {
                MemberAdvice = "Or set one of Token, TokenService and TokenFile.",
            };
        }
    }

    private static string Page(int? offset, int? limit) => Part("limit", limit) + Part("offset", offset);

    private static string Part(string name, int? value) =>
        value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{name}={number}&") : "";
}
