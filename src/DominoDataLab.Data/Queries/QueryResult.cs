using System.Data.Common;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using DominoDataLab.Data.Queries.Files;
using DominoDataLab.Data.Queries.Flight;

namespace DominoDataLab.Data.Queries;

/// <summary>
/// The result of a query, which arrives while it is read. A result can be read once, in one of the forms below. Dispose it to stop the
/// server's work; reading to the end, or leaving the loop over the rows, does so as well.
/// </summary>
/// <remarks>The type is not thread-safe. Several results of one data source can be read at the same time.</remarks>
public sealed class QueryResult : IAsyncDisposable
{
    private readonly QueryStream _stream;
    private int _isTaken;

    internal QueryResult(string statement, Schema schema, QueryStream stream)
    {
        Statement = statement;
        Schema = schema;
        _stream = stream;
    }

    /// <summary>Gets the statement that was sent.</summary>
    public string Statement { get; }

    /// <summary>Gets the names and Arrow types of the columns.</summary>
    public Schema Schema { get; }

    /// <summary>Streams the result as Arrow record batches, of the sizes that the server chose.</summary>
    /// <param name="cancellationToken">A token to stop reading and the server's work.</param>
    /// <returns>The batches. A batch is yours: dispose it when you no longer need it or its arrays, so that its memory is used
    /// again.</returns>
    /// <exception cref="InvalidOperationException">The result was read before.</exception>
    /// <exception cref="DominoQueryException">The query failed while it was running, or the connection was lost. Batches that arrived
    /// before are delivered first.</exception>
    public IAsyncEnumerable<RecordBatch> ReadBatchesAsync(CancellationToken cancellationToken = default)
    {
        Take();
        return ReadToEndAsync(cancellationToken);
    }

    /// <summary>Streams the result as objects that a function makes of the rows.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="read">Makes an object of a row. The row is valid during the call only.</param>
    /// <param name="cancellationToken">A token to stop reading and the server's work.</param>
    /// <returns>The objects, in the order of the rows.</returns>
    /// <exception cref="InvalidOperationException">The result was read before.</exception>
    /// <exception cref="DominoQueryException">The query failed while it was running, the connection was lost, or a value does not fit into
    /// the type that was asked for.</exception>
    public IAsyncEnumerable<T> ReadAsync<T>(Func<QueryRow, T> read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        Take();
        return ReadRowsAsync(read, cancellationToken);
    }

    /// <summary>Opens the result as an ADO.NET reader, which owns it from then on.</summary>
    /// <returns>The reader. Use its asynchronous members; the synchronous ones block the thread.</returns>
    /// <exception cref="InvalidOperationException">The result was read before.</exception>
    public DbDataReader OpenReader()
    {
        Take();
        return new QueryDataReader(this);
    }

    /// <summary>
    /// Writes the result to a Parquet file: format 2.6, Snappy, with dictionaries, and with the Arrow schema in the metadata. Timestamps
    /// are stored in microseconds.
    /// </summary>
    /// <param name="path">The file to write. It is replaced if it exists.</param>
    /// <param name="cancellationToken">A token to stop reading and the server's work.</param>
    /// <exception cref="InvalidOperationException">The result was read before.</exception>
    /// <exception cref="DominoQueryException">The query failed, a timestamp is not a whole number of microseconds, or Parquet has no
    /// counterpart for a column's type. The file is then as it was before.</exception>
    public Task WriteParquetAsync(string path, CancellationToken cancellationToken = default) =>
        WriteFileAsync(path, new ParquetOutput(Schema), cancellationToken);

    /// <summary>
    /// Writes the result to a CSV file in UTF-8: a header, commas, and line feeds; null is an empty field and an empty string is <c>""</c>.
    /// Lists, structs, and maps are written as JSON, and binary values as base64.
    /// </summary>
    /// <param name="path">The file to write. It is replaced if it exists.</param>
    /// <param name="cancellationToken">A token to stop reading and the server's work.</param>
    /// <exception cref="InvalidOperationException">The result was read before.</exception>
    /// <exception cref="DominoQueryException">The query failed, or a value has no string form. The file is unchanged.</exception>
    public Task WriteCsvAsync(string path, CancellationToken cancellationToken = default) =>
        WriteFileAsync(path, new CsvOutput(Schema), cancellationToken);

    /// <summary>Writes the result to an Arrow IPC file, also known as Feather version 2.</summary>
    /// <param name="path">The file to write. It is replaced if it exists.</param>
    /// <param name="cancellationToken">A token to stop reading and the server's work.</param>
    /// <exception cref="InvalidOperationException">The result was read before.</exception>
    /// <exception cref="DominoQueryException">The query failed, or a column's type cannot be written. The file is then as it was
    /// before.</exception>
    public Task WriteArrowAsync(string path, CancellationToken cancellationToken = default) =>
        WriteFileAsync(path, new ArrowOutput(Schema), cancellationToken);

    /// <summary>Cancels the rest of the query. Batches that were read stay valid.</summary>
    /// <returns>A completed task.</returns>
    public ValueTask DisposeAsync()
    {
        _stream.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads the next batch for a reader that has taken the result.</summary>
    internal ValueTask<RecordBatch?> ReadBatchAsync(CancellationToken cancellationToken) => _stream.ReadAsync(cancellationToken);

    private void Take()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            throw new InvalidOperationException("The query result was read before. Run the query again to read its result again.");
        }
    }

    private async Task WriteFileAsync(string path, IResultOutput output, CancellationToken cancellationToken)
    {
        Take();
        try
        {
            await ResultFile.WriteAsync(path, output, this, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<RecordBatch> ReadToEndAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await ReadBatchAsync(cancellationToken).ConfigureAwait(false) is { } batch)
            {
                yield return batch;
            }
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<T> ReadRowsAsync<T>(Func<QueryRow, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var row = new QueryRow(Schema);
        await foreach (var batch in ReadToEndAsync(cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                row.MoveTo(batch);
                while (row.MoveNext())
                {
                    yield return read(row);
                }
            }
        }
    }
}
