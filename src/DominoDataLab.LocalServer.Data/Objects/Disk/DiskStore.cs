using DominoDataLab.LocalServer.Data.Volumes;

namespace DominoDataLab.LocalServer.Data.Objects.Disk;

/// <summary>The objects of a folder.</summary>
internal sealed class DiskStore(ObjectAccess access, DiskFolders folders, SignedUrls urls, VolumeUrls volumes) : IObjectStore
{
    private bool IsVolume => access.Source.Type == VolumeUrls.Type;

    public Task<IReadOnlyList<string>> ListAsync(string prefix, int limit, CancellationToken cancellationToken)
    {
        var root = IsVolume ? volumes.FolderOf(access) : folders.Of(access.Source);
        var keys = FolderKeys.List(root, access.Subfolder + prefix, limit, IsVolume ? VolumeUrls.SnapshotFolder + "/" : null);
        return Task.FromResult<IReadOnlyList<string>>([.. keys.Select(key => key[access.Subfolder.Length..])]);
    }

    public string UrlOf(string key, bool isWritable)
    {
        FolderKeys.Check(access.Subfolder + key);
        if (isWritable && access.Source.Settings.Flag("readOnly") == true)
        {
            throw DomainException.Invalid($"The data source '{access.Source.Name}' is read-only.");
        }

        return IsVolume
            ? volumes.UrlOf(access, access.Subfolder + key, isWritable)
            : urls.Create(access.Source.Id, access.Subfolder, key, isWritable);
    }

    public void Dispose() { }
}
