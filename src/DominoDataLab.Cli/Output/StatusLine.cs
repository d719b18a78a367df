using System.Text;

namespace DominoDataLab.Cli.Output;

/// <summary>Messages on a terminal: lines, and below the last one a status that is updated in place.</summary>
/// <remarks>The status is overwritten with blanks, so the terminal only needs to support the carriage return.</remarks>
internal sealed class StatusLine(TextWriter terminal, int width) : TextWriter
{
    private readonly Lock _lock = new();
    private string _status = "";

    public override Encoding Encoding => terminal.Encoding;

    /// <summary>Replaces the status. An empty string removes it.</summary>
    public void Show(string status)
    {
        lock (_lock)
        {
            Replace(status.Length < width ? status : status[..Math.Max(width - 1, 0)]);
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Write(string? value)
    {
        lock (_lock)
        {
            var status = _status;
            Replace("");
            terminal.Write(value);

            // The status cannot be shown below an incomplete line.
            if (value?.EndsWith(NewLine, StringComparison.Ordinal) == true)
            {
                Replace(status);
            }
        }
    }

    private void Replace(string status)
    {
        if (status != _status)
        {
            // The terminal may have echoed ^C after the previous status.
            terminal.Write(
                $"\r{status.PadRight(Math.Clamp(_status.Length + 2, 0, Math.Max(width - 1, 0)))}{(status.Length == 0 ? "\r" : "")}"
            );
            terminal.Flush();
            _status = status;
        }
    }
}
