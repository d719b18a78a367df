using System.Globalization;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Output;

/// <summary>Shows the progress of a transfer on one line of the terminal. The line is removed at the end.</summary>
internal sealed class TransferLine(StatusLine line) : IProgress<TransferProgress>, IDisposable
{
    public void Report(TransferProgress value) => line.Show(Text(value));

    public void Dispose() => line.Show("");

    /// <summary>Formats percent, bytes, files, rate and remaining time.</summary>
    public static string Text(TransferProgress progress)
    {
        // If all files are empty, progress is measured in files.
        var (done, total) = progress.BytesTotal > 0 ? (progress.BytesDone, progress.BytesTotal) : (progress.FilesDone, progress.FilesTotal);
        var percent = total > 0 ? done * 100.0 / total : 0;
        var left = progress.TimeLeft is { } time
            ? $"  {(time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time.Minutes:00}" : $"{time.Minutes}")}:{time.Seconds:00} left"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Floor(percent), 3:0}%  {ByteCount.Text(progress.BytesDone)} of {ByteCount.Text(progress.BytesTotal)}  "
                + $"{progress.FilesDone} of {Plural.Of(progress.FilesTotal, "file")}  {ByteCount.Text(progress.BytesPerSecond)}/s{left}"
        );
    }
}
