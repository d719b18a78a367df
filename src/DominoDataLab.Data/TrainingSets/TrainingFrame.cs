using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>The data of a training set: columns with names, as Arrow record batches.</summary>
/// <remarks>A schema with pandas metadata keeps it, and with it the index of the frame. Any other frame gets metadata that pandas reads as
/// a frame with a default index.</remarks>
public sealed class TrainingFrame
{
    private readonly Func<IAsyncEnumerable<RecordBatch>> _read;

    /// <summary>Makes a frame from batches in memory.</summary>
    /// <param name="schema">The schema of the batches.</param>
    /// <param name="batches">The batches. The frame does not dispose of them.</param>
    public TrainingFrame(Schema schema, IReadOnlyList<RecordBatch> batches)
        : this(schema, batches, batches.ToAsyncEnumerable) { }

    /// <summary>Makes a frame from a stream of batches, which is read once and never held in memory as a whole.</summary>
    /// <param name="schema">The schema of the batches.</param>
    /// <param name="batches">The batches. Each is disposed of when it has been written.</param>
    public TrainingFrame(Schema schema, IAsyncEnumerable<RecordBatch> batches)
        : this(schema, null, () => batches) { }

    private TrainingFrame(Schema schema, IReadOnlyList<RecordBatch>? known, Func<IAsyncEnumerable<RecordBatch>> read)
    {
        ArgumentNullException.ThrowIfNull(schema);
        (Schema, Known, _read) = (schema, known, read);
        var index = PandasMetadata.IndexColumns(schema);
        ColumnNames = [.. schema.FieldsList.Select(field => field.Name).Where(name => !index.Contains(name))];
    }

    /// <summary>Gets the schema.</summary>
    public Schema Schema { get; }

    /// <summary>Gets the names of the columns in their order, without those of a pandas index.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    internal IReadOnlyList<RecordBatch>? Known { get; }

    /// <summary>Makes a frame from columns.</summary>
    /// <param name="columns">The columns, which must have the same number of values and different names.</param>
    /// <exception cref="ArgumentException">The columns have different lengths, or a name is there twice.</exception>
    public static TrainingFrame FromColumns(params IEnumerable<TrainingColumn> columns)
    {
        var list = columns.ToList();
        if (list.Select(column => column.Values.Length).Distinct().Count() > 1)
        {
            var lengths = string.Join(", ", list.Select(column => $"'{column.Name}' has {column.Values.Length}"));
            throw new ArgumentException($"All columns must have the same number of values; {lengths}.", nameof(columns));
        }

        if (list.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Every column needs a name of its own; '{twice.Key}' is there twice.", nameof(columns));
        }

        var schema = new Schema(list.Select(column => new Field(column.Name, column.Values.Data.DataType, nullable: true)), null);
        var rows = list.Count == 0 ? 0 : list[0].Values.Length;
        return new TrainingFrame(schema, [new RecordBatch(schema, list.Select(column => column.Values), rows)]);
    }

    internal IAsyncEnumerable<RecordBatch> ReadAsync() => _read();
}
