using Apache.Arrow;
using DuckDB.NET.Native;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>Rows that were copied out of DuckDB's memory.</summary>
internal sealed class DuckDbBatch : RecordBatch
{
    private readonly ChunkMemory _memory;

    private DuckDbBatch(Schema schema, IEnumerable<IArrowArray> columns, int length, ChunkMemory memory)
        : base(schema, columns, length) => _memory = memory;

    /// <summary>Copies the rows of a chunk.</summary>
    public static DuckDbBatch Read(DuckDBDataChunk chunk, Schema schema, ReadValues[] readers)
    {
        var memory = new ChunkMemory();
        try
        {
            var length = checked((int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk));
            var columns = readers.Select(
                (read, column) =>
                {
                    var vector = new DuckDbVector(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column), length);
                    return ArrowArrayFactory.BuildArray(vector.ToArray(schema.GetFieldByIndex(column).DataType, read, memory));
                }
            );
            return new DuckDbBatch(schema, columns, length, memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _memory.Dispose();
    }
}
