using DominoDataLab.Data.Queries;
using Microsoft.Data.Analysis;

namespace DominoDataLab.Data.Analysis;

/// <summary>Reads query results into data frames.</summary>
public static class DataFrameExtensions
{
    /// <summary>Reads a result to its end into a data frame, which holds all rows in memory.</summary>
    /// <remarks>
    /// Integers, floating-point numbers, Boolean values, and decimals keep their type, with nulls. Half-precision numbers become
    /// <see cref="float"/>. Dates and timestamps become <see cref="DateTime"/>, those with a time zone in UTC; nanoseconds are rounded down
    /// to 100 ns. Times of day and durations become <see cref="TimeSpan"/>. Dictionary-encoded and run-end-encoded columns become their
    /// values. Everything else becomes a string: binary values as base64, and lists, structs, and maps as JSON. If several columns have one
    /// name, a number is added to the later ones, as in <c>name (2)</c>.
    /// </remarks>
    /// <param name="result">The result, which was not read before.</param>
    /// <param name="cancellationToken">A token to stop reading and the server's work.</param>
    /// <returns>The data frame. Its columns can be changed.</returns>
    /// <exception cref="InvalidOperationException">The result was read before, or a column has more values than a buffer can hold (2
    /// GiB).</exception>
    /// <exception cref="DominoQueryException">The query failed while it was running, the connection was lost, or a value does not fit into
    /// the column's .NET type, such as a decimal of more than 28 digits.</exception>
    public static async Task<DataFrame> ToDataFrameAsync(this QueryResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        var batches = result.ReadBatchesAsync(cancellationToken);
        var columns = FrameColumns.Create(result.Schema);
        await foreach (var batch in batches.ConfigureAwait(false))
        {
            using (batch)
            {
                for (var i = 0; i < columns.Length; i++)
                {
                    columns[i].Append(batch.Column(i));
                }
            }
        }

        return new DataFrame(columns.Select(column => column.ToColumn()));
    }
}
