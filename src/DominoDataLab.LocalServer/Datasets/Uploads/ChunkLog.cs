using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>The record of which chunks of an upload are whole: a line of JSON for each, in the order in which they became so.</summary>
/// <remarks>One write a chunk and no flush: what was written outlives this process, however it ends.</remarks>
internal sealed class ChunkLog : IDisposable
{
    private readonly SafeFileHandle _file;
    private long _length;

    public ChunkLog(string file) =>
        _file = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    /// <summary>Reads the entries of an earlier server. An incomplete line is ignored and overwritten.</summary>
    public List<Chunk> Read()
    {
        var chunks = new List<Chunk>();
        var bytes = new byte[RandomAccess.GetLength(_file)];
        var count = RandomAccess.Read(_file, bytes, 0);
        for (int length; (length = bytes.AsSpan((int)_length..count).IndexOf((byte)'\n')) >= 0; _length += length + 1)
        {
            try
            {
                chunks.Add(JsonSerializer.Deserialize(bytes.AsSpan((int)_length, length), UploadJson.Default.Chunk)!);
            }
            catch (JsonException)
            {
                // A write that a crash or a full disk cut: what follows was never acknowledged.
                break;
            }
        }

        RandomAccess.SetLength(_file, _length);
        return chunks;
    }

    public void Append(Chunk chunk)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(chunk, UploadJson.Default.Chunk), (byte)'\n'];
        RandomAccess.Write(_file, line, _length);
        _length += line.Length;
    }

    public void Dispose() => _file.Dispose();
}
