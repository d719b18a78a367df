using System.Buffers;
using System.IO.Pipelines;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>Splits a stream into lines that end in a line feed. A last line without one is kept.</summary>
internal static class LogChannel
{
    public static async Task ReadLinesAsync(Stream stream, Action<ReadOnlyMemory<byte>> onLine, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                Give(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (result.IsCompleted)
            {
                if (!rest.IsEmpty)
                {
                    Give(rest);
                }

                return;
            }

            reader.AdvanceTo(rest.Start, result.Buffer.End);
        }

        void Give(ReadOnlySequence<byte> line) => onLine(line.IsSingleSegment ? line.First : line.ToArray());
    }
}
