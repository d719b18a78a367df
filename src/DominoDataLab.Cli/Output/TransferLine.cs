using System.Globalization;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Output;

/// <summary>Shows how far a transfer is, on one line of the terminal, which goes at the end.</summary>
internal sealed class TransferLine(StatusLine line) : IProgress<TransferProgress>, IDisposable
{
    public void Report(TransferProgress value) => line.Show(Text(value));

    public void Dispose() => line.Show("");

    /// <summary>Percent, bytes, files, rate, time left.</summary>
    public static string Text(TransferProgress progress)
    {
        // Empty files have no bytes to count by.
        var (done, total) = progress.BytesTotal > 0 ? (progress.BytesDone, progress.BytesTotal) : (progress.FilesDone, progress.FilesTotal);
        var percent = total > 0 ? done * 100.0 / total : 0;
        var left = progress.TimeLeft is { } time
            ? $"  {(time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time.Minutes:00}" : $"{time.Minutes}")}:{time.Seconds:00} left"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Floor(percent), 3:0}%  {ByteCount.Text(progress.BytesDone)} of {ByteCount.Text(progress.BytesTotal)}  "
                + $"{progress.FilesDone} of {progress.FilesTotal} files  {ByteCount.Text(progress.BytesPerSecond)}/s{left}"
        );
    }
}
