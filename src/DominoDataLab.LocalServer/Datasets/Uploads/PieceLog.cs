using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>The record of which pieces of an upload are whole: a line of JSON for each, in the order in which they became so.</summary>
/// <remarks>One write a piece and no flush: what was written outlives this process, however it ends.</remarks>
internal sealed class PieceLog : IDisposable
{
    private readonly SafeFileHandle _file;
    private long _length;

    public PieceLog(string file) =>
        _file = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    /// <summary>What an earlier server wrote. A line that it did not finish does not count and is written over.</summary>
    public List<Piece> Read()
    {
        var pieces = new List<Piece>();
        var bytes = new byte[RandomAccess.GetLength(_file)];
        var count = RandomAccess.Read(_file, bytes, 0);
        for (int length; (length = bytes.AsSpan((int)_length..count).IndexOf((byte)'\n')) >= 0; _length += length + 1)
        {
            try
            {
                pieces.Add(JsonSerializer.Deserialize(bytes.AsSpan((int)_length, length), UploadJson.Default.Piece)!);
            }
            catch (JsonException)
            {
                // A write that a crash or a full disk cut: what follows was never acknowledged.
                break;
            }
        }

        RandomAccess.SetLength(_file, _length);
        return pieces;
    }

    public void Append(Piece piece)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(piece, UploadJson.Default.Piece), (byte)'\n'];
        RandomAccess.Write(_file, line, _length);
        _length += line.Length;
    }

    public void Dispose() => _file.Dispose();
}
