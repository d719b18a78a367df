using DominoDataLab.Client.LocalFiles;

namespace DominoDataLab.Client.Transfers;

/// <summary>The content of a local file. It is opened for each chunk, so that only the files that are being read are open.</summary>
internal sealed class LocalContent(LocalEntry entry) : IUploadContent
{
    public LocalEntry Entry => entry;

    public async ValueTask ReadAsync(long offset, Memory<byte> memory, CancellationToken cancellationToken)
    {
        // An empty file is not opened. Opening a pipe, which also has no size, would wait for its other end.
        if (entry.Size == 0)
        {
            return;
        }

        using var file = File.OpenHandle(
            entry.FullPath,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            FileOptions.Asynchronous
        );
        var done = 0;
        while (done < memory.Length)
        {
            var count = await RandomAccess.ReadAsync(file, memory[done..], offset + done, cancellationToken).ConfigureAwait(false);
            done += count > 0 ? count : throw Changed();
        }

        if (RandomAccess.GetLength(file) != entry.Size || File.GetLastWriteTimeUtc(file).Ticks != entry.LastWrite)
        {
            throw Changed();
        }
    }

    public void RequireUnchanged()
    {
        if (LocalEntry.Find(entry.FullPath)?.Facts != entry.Facts)
        {
            throw Changed();
        }
    }

    private DominoException Changed() =>
        new(
            $"'{entry.FullPath}' changed while it was sent: it had {entry.Size} bytes, written "
                + $"{new DateTime(entry.LastWrite, DateTimeKind.Utc):u}, when the upload started. Nothing was stored. Upload it again when "
                + "no program writes to it."
        );
}
