using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Datasets;

/// <summary>What lies in a snapshot, or in a dataset's present files (<see cref="DatasetDetails.ReadWriteSnapshotId"/>). Unpublished v4 routes.</summary>
public sealed class DatasetFilesClient
{
    private const string ListRoute = "GET /v4/datasetrw/files/{snapshotId}";
    private const string GetRoute = "GET /v4/datasetrw/snapshot/{snapshotId}/file/meta";

    private readonly DominoHttp _http;

    internal DatasetFilesClient(DominoHttp http) => _http = http;

    /// <summary>What lies directly in a folder. <c>GET /v4/datasetrw/files/{snapshotId}</c>; the server does not page it.</summary>
    /// <param name="snapshotId">24 hexadecimal digits.</param>
    /// <param name="path">The folder, with <c>/</c> on every system. Empty: the root.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentException">The path has an empty part, <c>.</c> or <c>..</c>; nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: no such snapshot or folder.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<DatasetFile> ListAsync(string snapshotId, string path = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(snapshotId);
        ArgumentNullException.ThrowIfNull(path);
        var folder = path.Trim('/').Length == 0 ? "" : DatasetPath.Clean(path);
        var list = await _http.GetJsonAsync(ListRoute, [snapshotId], [("path", folder)], DatasetsJson.Default.DatasetFileList, cancellationToken).ConfigureAwait(false);
        foreach (var row in list.Rows)
        {
            var name = row.Name.FileName ?? row.Name.Label;
            yield return new DatasetFile
            {
                Path = folder.Length == 0 ? name : $"{folder}/{name}",
                IsFolder = row.Name.IsDirectory == true,
                SizeBytes = row.Size?.SizeInBytes ?? row.Name.SizeInBytes,
                LastModified = row.LastModified,
            };
        }
    }

    /// <summary>A file's size and time. <c>GET /v4/datasetrw/snapshot/{snapshotId}/file/meta</c>.</summary>
    /// <param name="snapshotId">24 hexadecimal digits.</param>
    /// <param name="path">The file, with <c>/</c> on every system.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentException">The path is empty, or has an empty part, <c>.</c> or <c>..</c>; nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: no such snapshot or file.</exception>
    [Endpoint(GetRoute)]
    public async Task<DatasetFile> GetAsync(string snapshotId, string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(snapshotId);
        var file = DatasetPath.Clean(path);
        var metadata = await _http.GetJsonAsync(GetRoute, [snapshotId], [("path", file)], DatasetsJson.Default.DatasetFileMetadata, cancellationToken).ConfigureAwait(false);
        return new DatasetFile { Path = file, SizeBytes = metadata.FileSize, LastModified = metadata.LastModified };
    }
}
