using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>
/// Opens the content of blobs. What is packed is small enough to be held in memory; what is larger stays loose and is streamed.
/// </summary>
internal static class Blobs
{
    /// <summary>Opens a blob, or returns null if the repository does not have it. The caller disposes the stream.</summary>
    public static (Stream Content, long Size)? Open(Repository repository, ObjectId id)
    {
        if (LooseObject.OpenBlob(repository.Info.Path, id.Sha) is { } loose)
        {
            return loose;
        }

        if (repository.Lookup<Blob>(id) is not { } blob)
        {
            return null;
        }

        // The stream of a blob ends with its repository, so the content is copied.
        var copy = new MemoryStream(new byte[blob.Size]);
        using (var content = blob.GetContentStream())
        {
            content.CopyTo(copy);
        }

        copy.Position = 0;
        return (copy, copy.Length);
    }
}
