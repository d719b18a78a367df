using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using DominoDataLab.Client;
using ParquetSharp;
using ParquetSharp.Arrow;
using ParquetSharp.Schema;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>Reads and writes the Parquet files of training sets, as pandas writes and reads them.</summary>
internal static class ParquetFrames
{
    /// <summary>Writes a frame with Snappy compression, the Arrow schema and the pandas metadata.</summary>
    public static async Task WriteAsync(string path, TrainingFrame frame, CancellationToken cancellationToken)
    {
        var schema = WithMetadata(frame);
        using var properties = new WriterPropertiesBuilder().Compression(Compression.Snappy).Version(ParquetVersion.PARQUET_2_6).Build();
        if (schema.FieldsList.Count == 0)
        {
            WriteWithoutColumns(path, schema, properties);
            return;
        }

        using var arrow = new ArrowWriterPropertiesBuilder().StoreSchema().Build();
        using var writer = new FileWriter(path, schema, properties, arrow);
        await foreach (var batch in frame.ReadAsync().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // The writer compares schemas without metadata, but takes the metadata of its own.
            writer.WriteBufferedRecordBatch(batch);
            if (frame.Known is null)
            {
                batch.Dispose();
            }
        }

        writer.Close();
    }

    /// <summary>Reads a file without some columns, and without the columns of an index that has no name.</summary>
    /// <exception cref="DominoException">The file is not Parquet.</exception>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        string path,
        IReadOnlySet<string> leftOut,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var reader = Open(path);
        if (reader.ParquetReader.FileMetaData.NumColumns == 0)
        {
            // Arrow for C# cannot import a schema without columns.
            yield return new RecordBatch(new Schema([], null), [], checked((int)reader.ParquetReader.FileMetaData.NumRows));
            yield break;
        }

        using var batches = reader.GetRecordBatchReader();
        var schema = batches.Schema;
        var index = PandasMetadata.IndexColumns(schema).Where(IsUnnamed).ToHashSet();
        while (await NextAsync(path, batches, cancellationToken).ConfigureAwait(false) is { } batch)
        {
            yield return Without(batch, name => leftOut.Contains(name) || index.Contains(name));
        }
    }

    // Arrow for C# cannot export a schema without columns, so the metadata is written by hand.
    private static void WriteWithoutColumns(string path, Schema schema, WriterProperties properties)
    {
        using var bytes = new MemoryStream();
        using (var arrow = new ArrowStreamWriter(bytes, schema, leaveOpen: true))
        {
            arrow.WriteStart();
        }

        var metadata = schema.Metadata.Append(KeyValuePair.Create("ARROW:schema", Convert.ToBase64String(bytes.ToArray()))).ToDictionary();
        using var root = new GroupNode("schema", Repetition.Required, []);
        using var writer = new ParquetFileWriter(path, root, properties, metadata);
        writer.Close();
    }

    private static Schema WithMetadata(TrainingFrame frame)
    {
        var metadata = new Dictionary<string, string>(frame.Schema.Metadata ?? new Dictionary<string, string>());
        metadata.TryAdd(PandasMetadata.Key, PandasMetadata.Describe(frame.Schema, frame.Known));
        return new Schema(frame.Schema.FieldsList, metadata);
    }

    private static FileReader Open(string path)
    {
        try
        {
            return new FileReader(path);
        }
        catch (ParquetException e)
        {
            throw NotParquet(path, e);
        }
    }

    private static async ValueTask<RecordBatch?> NextAsync(string path, IArrowArrayStream batches, CancellationToken cancellationToken)
    {
        try
        {
            return await batches.ReadNextRecordBatchAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw NotParquet(path, e);
        }
    }

    private static DominoException NotParquet(string path, Exception e) =>
        new($"Could not read the training set: '{path}' is not a valid Parquet file ({e.Message}). Create the version again.", e);

    private static bool IsUnnamed(string name) =>
        name.StartsWith("__index_level_", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);

    private static RecordBatch Without(RecordBatch batch, Func<string, bool> isLeftOut)
    {
        var fields = batch.Schema.FieldsList;
        if (!fields.Any(field => isLeftOut(field.Name)))
        {
            return batch;
        }

        var kept = Enumerable.Range(0, fields.Count).ToLookup(i => !isLeftOut(fields[i].Name));
        foreach (var i in kept[false])
        {
            batch.Column(i).Dispose();
        }

        // The pandas metadata names columns that are gone.
        var metadata = batch.Schema.Metadata?.Where(pair => pair.Key != PandasMetadata.Key);
        var schema = new Schema(kept[true].Select(i => fields[i]), metadata);
        return new RecordBatch(schema, kept[true].Select(batch.Column), batch.Length);
    }
}
