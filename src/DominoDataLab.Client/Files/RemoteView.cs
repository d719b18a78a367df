namespace DominoDataLab.Client.Files;

/// <summary>
/// The files of the project as they were a short time ago. A request cannot depend on the state of a file, so changes by others are checked
/// just before it.
/// </summary>
internal sealed class RemoteView(ProjectFilesClient files, IReadOnlyDictionary<string, ProjectFile> planned, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyDictionary<string, ProjectFile> _files = planned;
    private long _at = time.GetTimestamp();

    public void Dispose() => _turn.Dispose();

    /// <exception cref="DominoException">The file differs from the plan.</exception>
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

    /// <summary>Lists the files now. No other call may run at the same time.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _files = await files
            .ListAsync("", null, cancellationToken)
            .ToDictionaryAsync(file => file.Path, StringComparer.Ordinal, cancellationToken)
            .ConfigureAwait(false);
        _at = time.GetTimestamp();
    }
}
