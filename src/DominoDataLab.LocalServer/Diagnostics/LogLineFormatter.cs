using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace DominoDataLab.LocalServer.Diagnostics;

/// <summary>Writes an event as one line, and its exception in indented lines below it.</summary>
internal sealed class LogLineFormatter : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var level = logEvent.Level switch
        {
            LogEventLevel.Warning => "WRN",
            LogEventLevel.Error => "ERR",
            LogEventLevel.Fatal => "FTL",
            _ => "INF",
        };
        var source = logEvent.Properties.GetValueOrDefault("SourceContext") is ScalarValue { Value: string name } ? name : "";
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, message);
        var time = logEvent.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        output.WriteLine($"{time} {level} {source} {OneLine.Of(message.ToString())}");
        foreach (var line in logEvent.Exception?.ToString().Split('\n') ?? [])
        {
            output.WriteLine("    " + OneLine.Of(line.TrimEnd('\r')));
        }
    }
}
