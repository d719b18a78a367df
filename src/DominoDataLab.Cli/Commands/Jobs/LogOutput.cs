using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>Writes the lines of a log. A terminal shows only the last state of a progress bar; a file or a pipe gets all.</summary>
internal sealed class LogOutput(CommandContext context) : IAsyncDisposable
{
    // What a terminal shows of a line that is not finished, and where its end is to be written.
    private (string State, TextWriter Writer)? _open;

    /// <summary>Writes a line as it is, or as a JSON object.</summary>
    public Task WriteAsync(LogLine line) =>
        context.IsJson
            ? context.Data.WriteLineAsync(JsonSerializer.Serialize(LogRow.From(line), OutputJson.Written.LogRow))
            : WriteAsync(line, context.Data);

    /// <summary>Writes the text of a line.</summary>
    public async Task WriteAsync(LogLine line, TextWriter writer)
    {
        if (!context.IsTerminal(writer))
        {
            await writer.WriteLineAsync(line.Text);
            return;
        }

        var state = LastState(line.Text);
        if (_open is { } open && (open.Writer != writer || state.Length == 0))
        {
            // The line ended after its last state, or another stream came between.
            await DisposeAsync();
            if (open.Writer == writer)
            {
                return;
            }
        }

        if (line.Text.EndsWith('\r') && context.ShowStatus(state))
        {
            _open = (state, writer);
            return;
        }

        _open = null;
        context.ShowStatus("");
        await writer.WriteLineAsync(state);
    }

    /// <summary>Ends a line that is not finished.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_open is { } open)
        {
            _open = null;
            context.ShowStatus("");
            await open.Writer.WriteLineAsync(open.State);
        }
    }

    // A program that shows progress returns to the start of the line and writes over it.
    private static string LastState(string text)
    {
        var whole = text.TrimEnd('\r');
        return whole[(whole.LastIndexOf('\r') + 1)..];
    }
}
