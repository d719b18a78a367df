using System.Text;

namespace DominoDataLab.Cli.Output;

/// <summary>Talk on a terminal: lines, and beneath the last one a status that is written again and again in its place.</summary>
/// <remarks>It is overwritten with blanks, so it needs nothing of a terminal but that it knows a carriage return.</remarks>
internal sealed class StatusLine(TextWriter terminal, int width) : TextWriter
{
    private readonly Lock _turn = new();
    private string _status = "";

    public override Encoding Encoding => terminal.Encoding;

    /// <summary>Shows a text in place of the one before; empty: none.</summary>
    public void Show(string status)
    {
        lock (_turn)
        {
            Replace(status.Length < width ? status : status[..Math.Max(width - 1, 0)]);
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Write(string? value)
    {
        lock (_turn)
        {
            var status = _status;
            Replace("");
            terminal.Write(value);

            // Beneath a line that is not complete yet there is no place for it.
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
            // Behind the one before the terminal may have echoed a ^C.
            terminal.Write(
                $"\r{status.PadRight(Math.Clamp(_status.Length + 2, 0, Math.Max(width - 1, 0)))}{(status.Length == 0 ? "\r" : "")}"
            );
            terminal.Flush();
            _status = status;
        }
    }
}
