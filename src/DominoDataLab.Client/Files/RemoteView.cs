namespace DominoDataLab.Client.Files;

/// <summary>
/// The project's files as they were a short time ago. No request can be made to hold only if a file is as it was, so what others change
/// is looked for just before.
/// </summary>
internal sealed class RemoteView(ProjectFilesClient files, IReadOnlyDictionary<string, ProjectFile> planned, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyDictionary<string, ProjectFile> _files = planned;
    private long _at = time.GetTimestamp();

    public void Dispose() => _turn.Dispose();

    /// <exception cref="DominoException">The file is not what the plan saw.</exception>
    public async Task RefuseChangedAsync(SyncAction action, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (time.GetElapsedTime(_at) > MostAge)
            {
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }

        if (_files.GetValueOrDefault(action.Path)?.Key != action.Remote?.Key)
        {
            throw new DominoException($"'{action.Path}' was changed in the project by another user in the meantime. It is not changed.");
        }
    }

    /// <summary>Looks now; nobody else may ask meanwhile.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _files = await files
            .ListAsync("", null, cancellationToken)
            .ToDictionaryAsync(file => file.Path, StringComparer.Ordinal, cancellationToken)
            .ConfigureAwait(false);
        _at = time.GetTimestamp();
    }
}
