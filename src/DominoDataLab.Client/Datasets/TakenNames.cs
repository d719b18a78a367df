using System.Net;

namespace DominoDataLab.Client.Datasets;

/// <summary>
/// The paths of the current files of a dataset. Files are uploaded folder by folder, so only the list of one folder is kept.
/// </summary>
internal sealed class TakenNames(DatasetFilesClient files, string datasetId)
{
    private readonly HashSet<string> _paths = [];
    private string? _folder;
    private string? _snapshotId;

    public async Task<bool> HasAsync(string path, CancellationToken cancellationToken)
    {
        var slash = path.LastIndexOf('/');
        var folder = slash < 0 ? "" : path[..slash];
        if (folder != _folder)
        {
            _paths.Clear();
            _snapshotId ??= await files.SnapshotIdAsync(datasetId, null, cancellationToken).ConfigureAwait(false);
            try
            {
                await foreach (var file in files.FetchAsync(_snapshotId, folder, cancellationToken).ConfigureAwait(false))
                {
                    _paths.Add(file.Path);
                }
            }
            catch (DominoApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // The folder does not exist yet.
            }

            _folder = folder;
        }

        return _paths.Contains(path);
    }
}
