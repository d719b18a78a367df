using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using DominoDataLab.LocalServer.Diagnostics;

namespace DominoDataLab.LocalServer.Execution.Logs;

/// <summary>Writes a job's log: a file with one JSON line for each line written, with the system as soon as this returns.</summary>
internal sealed class JobLog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;
    private readonly Lock _turn = new();
    private long _last;

    public JobLog(string file, TimeProvider time)
    {
        _time = time;
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _file = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        // A server that was killed may have left half a line; what follows must not be glued to it.
        var end = new LogIndex(file).End();
        _file.SetLength(end.Position);
        _file.Position = end.Position;
        _last = end.LastTime;
    }

    /// <summary>Writes a line of the server into the setup log.</summary>
    public void Write(string text) => Write(LogTypes.Setup, [OneLine.Of(text)]);

    public void Write(LogTypes type, params ReadOnlySpan<string> lines)
    {
        lock (_turn)
        {
            var now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            _bytes.ResetWrittenCount();
            foreach (var line in lines)
            {
                _last = Math.Max(now, _last + 1);
                _json.Reset();
                _json.WriteStartObject();
                _json.WriteNumber("t"u8, _last);
                _json.WriteString("s"u8, new LogLine(0, type, "").TypeName);
                _json.WriteString("l"u8, line);
                _json.WriteEndObject();
                _json.Flush();
                _bytes.Write("\n"u8);
            }

            var start = _file.Position;
            try
            {
                _file.Write(_bytes.WrittenSpan);
            }
            catch (IOException)
            {
                // Half a line would hide all that may still come.
                _file.SetLength(start);
                _file.Position = start;
                throw;
            }
        }
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
