using System.Buffers;
using Apache.Arrow;
using DominoDataLab.Data.Arrow;
using Microsoft.Data.Analysis;

namespace DominoDataLab.Data.Analysis;

/// <summary>Collects strings, and the text of everything that a data frame has no column for.</summary>
internal sealed class TextColumn(ColumnReader reader, string name) : FrameColumn
{
    private readonly StringDataFrameColumn _column = new(name, 0);
    private readonly RecentStrings _strings = new();
    private readonly ArrayBufferWriter<byte> _text = new();

    public override void Append(IArrowArray array)
    {
        if (array is StringArray strings)
        {
            AppendStrings(strings);
            return;
        }

        reader.Bind(array);
        for (var row = 0; row < array.Length; row++)
        {
            _column.Append(reader.IsNull(row) ? null : Text(row));
        }
    }

    public override DataFrameColumn ToColumn() => _column;

    private void AppendStrings(StringArray array)
    {
        var bytes = array.ValueBuffer.Span;
        var offsets = array.ValueOffsets;
        var hasNulls = array.NullCount > 0;
        for (var row = 0; row < array.Length; row++)
        {
            _column.Append(hasNulls && array.IsNull(row) ? null : _strings.Get(bytes[offsets[row]..offsets[row + 1]]));
        }
    }

    private string Text(int row)
    {
        _text.ResetWrittenCount();
        reader.WriteText(row, _text);
        return _strings.Get(_text.WrittenSpan);
    }
}
