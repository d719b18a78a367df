using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Objects.Disk;
using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Data.Volumes;

/// <summary>Volumes and snapshots as Domino's remote file system writes them.</summary>
internal sealed class VolumeJson(UserStore users, DiskFolders folders)
{
    // One file system and one data plane: this machine.
    private const string Machine = "000000000000000000000001";

    public JsonObject Volume(DataSourceRow volume)
    {
        var folder = Directory.CreateDirectory(folders.Of(volume)).FullName;
        var drive = new DriveInfo(folder);
        var updatedAt = Time(DateTimeOffset.FromUnixTimeMilliseconds(volume.UpdatedMs));
        var reply = new JsonObject
        {
            ["id"] = volume.Id,
            ["name"] = volume.Name,
            ["uniqueName"] = volume.Name,
            ["capacity"] = drive.TotalSize,
            ["storageSize"] = DatasetFolders.SizeOf(new DirectoryInfo(folder)),
            ["dataPlaneId"] = Machine,
            ["filesystemId"] = Machine,
            ["filesystemName"] = "local",
            ["maxSnapshots"] = 0,
            ["numSnapshots"] = VolumeSnapshots.Of(folder).Count(),
            ["path"] = "/" + volume.Name,
            ["status"] = "Active",
            ["createdAt"] = updatedAt,
            ["createdBy"] = User(volume.OwnerId),
            ["updatedAt"] = updatedAt,
            ["updatedBy"] = User(volume.UpdatedBy),
        };
        if (volume.Description is not null)
        {
            reply["description"] = volume.Description;
        }

        return reply;
    }

    public JsonObject Snapshot(DataSourceRow volume, int version, DirectoryInfo folder) =>
        new()
        {
            ["id"] = IdOf(volume, version),
            ["volumeId"] = volume.Id,
            ["version"] = version,
            ["status"] = "Active",
            ["createdAt"] = Time(folder.CreationTimeUtc),
            ["createdBy"] = User(volume.OwnerId),
            ["updatedAt"] = Time(folder.LastWriteTimeUtc),
            ["updatedBy"] = User(volume.OwnerId),
        };

    /// <summary>A snapshot is a folder and has no ID of its own, so one is made from what names it.</summary>
    private static string IdOf(DataSourceRow volume, int version) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{volume.Id}/{version}")))[..24];

    private JsonObject User(string id)
    {
        var name = users.FindById(id)?.Name ?? "";
        return new JsonObject
        {
            ["id"] = id,
            ["userName"] = name,
            ["firstName"] = name,
            ["lastName"] = "",
        };
    }

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
