using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Protocol;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Logging;

/// <summary>Writes log records that Airflow accepts, whatever keys, values and exceptions they carry.</summary>
internal sealed class LogRecordWriter : IDisposable
{
    // A buffer that one huge record made large is not kept.
    private const int MaxKeptBytes = 1 << 20;
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static LogRecordWriter? s_spare;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly LogKeys _keys = new();
    private readonly Utf8JsonWriter _json;

    private LogRecordWriter() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>Takes this thread's writer. A value that logs while it is formatted gets one of its own.</summary>
    public static LogRecordWriter Take()
    {
        var writer = s_spare ?? new LogRecordWriter();
        s_spare = null;
        return writer;
    }

    public void Start(string message, LogLevel level, string category)
    {
        _json.WriteStartObject();
        _json.WriteString("event"u8, message);
        _json.WriteString("level"u8, Name(level));
        _json.WriteString("logger"u8, category);
        Span<byte> now = stackalloc byte[40];
        _json.WriteString("timestamp"u8, now[..Moment.FormatNow(now)]);
    }

    public void Add(string key, object? value)
    {
        // Formatted first: a value whose ToString throws must not leave half a property.
        var plain = LogValues.Simplify(value);
        _json.WritePropertyName(_keys.Unique(key));
        LogValues.Write(_json, plain);
    }

    public void Add(Exception exception)
    {
        _json.WritePropertyName("exception"u8);
        ExceptionWriter.Write(_json, exception);
    }

    /// <summary>Completes the record and returns its line.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
        return _buffer.WrittenSpan;
    }

    /// <summary>Gives the writer back to its thread.</summary>
    public void Dispose()
    {
        if (_buffer.Capacity > MaxKeptBytes)
        {
            return;
        }

        _buffer.ResetWrittenCount();
        _keys.Clear();
        _json.Reset();
        s_spare = this;
    }

    private static string Name(LogLevel level) =>
        level switch
        {
            LogLevel.Critical => "critical",
            LogLevel.Error => "error",
            LogLevel.Warning => "warning",
            LogLevel.Information => "info",
            _ => "debug",
        };
}
