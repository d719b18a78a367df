using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.LocalServer.Data.Sql.Rows;

/// <summary>A column of a result that comes row by row: collects its values into an Arrow array.</summary>
internal abstract class RowColumn<TRow>(IArrowType type)
{
    public IArrowType Type => type;

    /// <summary>Appends the value that a row has in this column. It must not be null.</summary>
    public abstract void Append(TRow row, int ordinal);

    public abstract void AppendNull();

    /// <summary>Makes an array of the values so far, and starts the next one.</summary>
    public abstract IArrowArray Build();
}

/// <summary>A column that one of Arrow's builders collects.</summary>
internal sealed class RowColumn<TRow, TArray, TBuilder>(IArrowType type, Func<TBuilder> create, Action<TBuilder, TRow, int> append)
    : RowColumn<TRow>(type)
    where TArray : IArrowArray
    where TBuilder : IArrowArrayBuilder<TArray, TBuilder>
{
    private TBuilder _builder = create();

    public override void Append(TRow row, int ordinal) => append(_builder, row, ordinal);

    public override void AppendNull() => _builder.AppendNull();

    public override IArrowArray Build()
    {
        var data = _builder.Build(default).Data;
        _builder = create();

        // Times are collected as the numbers that they are.
        return ArrowArrayFactory.BuildArray(new ArrayData(Type, data.Length, data.NullCount, data.Offset, data.Buffers, data.Children));
    }
}
