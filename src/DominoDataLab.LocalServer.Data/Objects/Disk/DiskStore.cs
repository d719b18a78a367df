namespace DominoDataLab.LocalServer.Data.Objects.Disk;

/// <summary>The objects of a folder, over signed addresses.</summary>
internal sealed class DiskStore(ObjectAccess access, string folder, SignedUrls urls) : IObjectStore
{
    public Task<IReadOnlyList<string>> ListAsync(string prefix, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(FolderKeys.ListIn(folder, access.Subfolder, prefix, limit));

    public string UrlOf(string key, bool isWritable)
    {
        if (isWritable)
        {
            access.RequireWritable();
        }

        return urls.Create(access.Source.Id, FolderKeys.Check(access.Subfolder + key), isWritable);
    }

    public void Dispose() { }
}
