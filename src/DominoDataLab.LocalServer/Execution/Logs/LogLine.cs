using System.Text.Json;

namespace DominoDataLab.LocalServer.Execution.Logs;

/// <summary>The source of a log line.</summary>
[Flags]
internal enum LogTypes
{
    Setup = 1,
    Stdout = 2,
    Stderr = 4,
    Output = Stdout | Stderr,
    All = Setup | Output,
}

/// <summary>One line of a log; no two of a job have the same time, so a time is a place in the log.</summary>
internal readonly record struct LogLine(long Nanoseconds, LogTypes Type, string Text)
{
    /// <summary>
    /// The end of a line that the next line of the stream continues. A client that removes one line ending still sees a CR. A line that
    /// is finished never ends with CR.
    /// </summary>
    public const string UnfinishedEnd = "\r\r";

    /// <summary>The bytes of the process as text, without the end of the line.</summary>
    public string Content => IsUnfinished ? Text[..^UnfinishedEnd.Length] : Text;

    /// <summary>The separator after the content if the log is written as a whole.</summary>
    public string End => IsUnfinished ? "\r" : "\n";

    private bool IsUnfinished => Text.EndsWith(UnfinishedEnd, StringComparison.Ordinal);

    public string TypeName =>
        Type switch
        {
            LogTypes.Setup => "prepareoutput",
            LogTypes.Stdout => "stdout",
            _ => "stderr",
        };

    /// <summary>Reads a line of the file; its text only if that is wanted.</summary>
    /// <exception cref="JsonException">The JSON is not a log line.</exception>
    public static LogLine Read(ReadOnlySpan<byte> json, bool withText)
    {
        var reader = new Utf8JsonReader(json);
        long time = 0;
        LogTypes type = 0;
        var text = "";
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var name = reader.ValueSpan[0];
            reader.Read();
            switch (name)
            {
                case (byte)'t':
                    time = reader.GetInt64();
                    break;
                case (byte)'s':
                    type =
                        reader.ValueTextEquals("stdout"u8) ? LogTypes.Stdout
                        : reader.ValueTextEquals("stderr"u8) ? LogTypes.Stderr
                        : LogTypes.Setup;
                    break;
                default:
                    if (!withText)
                    {
                        return new LogLine(time, type, text);
                    }

                    text = reader.GetString()!;
                    break;
            }
        }

        return new LogLine(time, type, text);
    }
}
