using DominoDataLab.LocalServer.Data.Objects;
using DominoDataLab.LocalServer.Data.Objects.Disk;

namespace DominoDataLab.LocalServer.Data.Volumes;

/// <summary>
/// The files of a volume, or of one of its snapshots. Their addresses need the credential of a user, unlike those of other object stores.
/// </summary>
/// <param name="access">The volume and what the request overrides.</param>
/// <param name="volume">The folder of the volume.</param>
/// <param name="server">The address of this server.</param>
internal sealed class VolumeStore(ObjectAccess access, string volume, string server) : IObjectStore
{
    public const string Type = "NetAppVolumeConfig";
    public const string Root = "/local/volumes/";
    private readonly string? _snapshot = access.Config.GetValueOrDefault("snapshotVersion");
    private readonly string _folder = VolumeSnapshots.FolderOf(volume, access.Config.GetValueOrDefault("snapshotVersion"));

    public Task<IReadOnlyList<string>> ListAsync(string prefix, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(FolderKeys.ListIn(_folder, access.Subfolder, prefix, limit, VolumeSnapshots.FolderName + "/"));

    public string UrlOf(string key, bool isWritable)
    {
        var path = FolderKeys.Check(access.Subfolder + key);
        if (isWritable)
        {
            access.RequireWritable();
            if (!string.IsNullOrEmpty(_snapshot))
            {
                throw DomainException.Invalid("A snapshot of a volume cannot be written to. Leave the snapshot version out.");
            }
        }

        return $"{server}{Root}{access.Source.Id}/files/{SignedUrls.Escape(path)}"
            + (string.IsNullOrEmpty(_snapshot) ? "" : $"?snapshot={Uri.EscapeDataString(_snapshot)}");
    }

    public void Dispose() { }
}
