using Apache.Arrow;

namespace DominoDataLab.Data.Queries.Files;

/// <summary>Writes a result in one file format.</summary>
internal interface IResultOutput : IAsyncDisposable
{
    /// <summary>Begins the file. It is called once, before anything is written.</summary>
    void Open(Stream file);

    ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>Writes what comes after the last batch.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
