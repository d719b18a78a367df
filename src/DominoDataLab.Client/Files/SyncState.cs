using System.Text.Json;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>A file as both sides had it when they were last the same.</summary>
/// <param name="Key">The key in the project; null: it was sent, and the project has not been listed since.</param>
/// <param name="Git">The id that git gives its content.</param>
/// <param name="Sha1">The SHA-1 of its content.</param>
/// <param name="Size">Bytes.</param>
/// <param name="LastWrite">When it was last changed on this machine: ticks, UTC.</param>
internal sealed record SyncedFile(string? Key, string Git, string Sha1, long Size, long LastWrite)
{
    public static SyncedFile From(string? key, ContentId id, LocalEntryFacts facts) =>
        new(key, id.Git, id.Sha1, facts.Size, facts.LastWrite);
}

/// <summary>
/// The files that a folder and a project had in common after the last sync. They tell an addition on one side from a deletion on the other.
/// </summary>
/// <param name="Version">The version of this format: 1.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="CommitId">The newest commit at that time.</param>
/// <param name="Files">By path.</param>
internal sealed record SyncState(int Version, string ProjectId, string? CommitId, SortedDictionary<string, SyncedFile> Files)
{
    /// <summary>The folder in the root that holds it, and what is on its way; never part of a project.</summary>
    public const string Folder = LocalTarget.SyncFolder;

    private const int CurrentVersion = 1;

    public static string PathIn(string root) => Path.Combine(root, Folder, "state.json");

    /// <summary>The proof that a sync of this folder by this user wrote the state; see <see cref="SyncSeal"/>.</summary>
    public string? Seal { get; init; }

    /// <summary>Reads the state of a folder. A folder without one that is bound to it has nothing in common with the project.</summary>
    /// <returns>The state, and when it was written, by the clock of its file system; null: never.</returns>
    /// <exception cref="DominoException">It is damaged, or another project's.</exception>
    public static (SyncState State, DateTime? WrittenAt) Read(string root, string projectId)
    {
        var path = PathIn(root);
        try
        {
            return Find(root) is not { } read ? (new(CurrentVersion, projectId, null, new(StringComparer.Ordinal)), null)
                : read.ProjectId == projectId
                    ? (read with { Files = new(read.Files, StringComparer.Ordinal) }, File.GetLastWriteTimeUtc(path))
                : throw new DominoException(
                    $"'{root}' belongs to the project {read.ProjectId}, not to {projectId}. Choose another folder; or delete '{path}', "
                        + $"and the folder has nothing in common with any project any more."
                );
        }
        catch (JsonException e)
        {
            throw new DominoException(
                $"'{path}' can't be read: {e.Message} Delete it: nothing is lost but the memory of the last sync, so files that differ "
                    + $"will be conflicts.",
                e
            );
        }
    }

    /// <summary>Finds the state that a sync of this folder by this user wrote. Returns null if there is none.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static SyncState? Find(string root)
    {
        var path = PathIn(root);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenRead(path);
        var read = JsonSerializer.Deserialize(file, FilesJson.Default.SyncState);
        return read is not { Version: CurrentVersion, ProjectId: not null, Files: not null } || read.Files.Values.Any(each => each is null)
                ? throw new JsonException("it is not of the form that this version writes")
            : SyncSeal.Fits(read, root) ? read
            : null;
    }

    /// <summary>Whole or not at all.</summary>
    public void Write(string root)
    {
        var path = PathIn(root);
        var temporary = path + ".new";
        using (var file = File.Create(temporary))
        {
            JsonSerializer.Serialize(file, this with { Seal = SyncSeal.Of(this, root) }, FilesJson.Default.SyncState);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
