using System.Buffers;
using System.Text;
using Apache.Arrow;
using DominoDataLab.Data.Arrow;

namespace DominoDataLab.Data.Queries.Files;

/// <summary>Writes comma-separated values as RFC 4180 has them, with line feeds.</summary>
internal sealed class CsvOutput(Schema schema) : IResultOutput
{
    private const int FlushAt = 1 << 20;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\",\r\n"u8);

    private readonly ColumnReader[] _columns = ColumnReaders.Create(schema);
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt + (FlushAt / 4));
    private readonly ArrayBufferWriter<byte> _field = new();
    private Stream? _file;

    public void Open(Stream file)
    {
        _file = file;
        for (var i = 0; i < _columns.Length; i++)
        {
            WriteSeparator(i);
            WriteField(Encoding.UTF8.GetBytes(_columns[i].Field.Name));
        }

        _buffer.Write("\n"u8);
    }

    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Bind(batch.Column(i));
        }

        for (var row = 0; row < batch.Length; row++)
        {
            WriteRow(row);
            if (_buffer.WrittenCount >= FlushAt)
            {
                await CompleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _file!.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void WriteRow(int row)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            WriteSeparator(i);
            if (!_columns[i].IsNull(row))
            {
                _field.ResetWrittenCount();
                _columns[i].WriteText(row, _field);
                WriteField(_field.WrittenSpan);
            }
        }

        _buffer.Write("\n"u8);
    }

    private void WriteSeparator(int column)
    {
        if (column > 0)
        {
            _buffer.Write(","u8);
        }
    }

    // An empty field is null, so an empty string is quoted.
    private void WriteField(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && !text.ContainsAny(Special))
        {
            _buffer.Write(text);
            return;
        }

        _buffer.Write("\""u8);
        for (var quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            _buffer.Write(text[..(quote + 1)]);
            _buffer.Write("\""u8);
            text = text[(quote + 1)..];
        }

        _buffer.Write(text);
        _buffer.Write("\""u8);
    }
}
