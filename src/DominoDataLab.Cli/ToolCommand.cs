using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DominoDataLab.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ToolCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>The help of the library with the examples after it.</summary>
    public sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
    {
        private const int DefaultWidth = 100;

        public override int Invoke(ParseResult parseResult)
        {
            var configuration = parseResult.InvocationConfiguration;
            var output = configuration.Output;
            var command = parseResult.CommandResult.Command;
            using var text = new StringWriter();
            configuration.Output = text;

            // If it is not set, the library asks the console for its width, which changes the terminal's mode.
            usual.MaxWidth = (configuration as ToolHost)?.Width ?? DefaultWidth;
            var code = usual.Invoke(parseResult);
            configuration.Output = output;
            output.Write(
                RawArguments.IsJobCommand(command)
                    ? text.ToString().Replace("<command>... [options]", "[options] [--] COMMAND...", StringComparison.Ordinal)
                    : text
            );
            if (command is ToolCommand { Examples: { Count: > 0 } examples })
            {
                output.WriteLine("Examples:");
                foreach (var example in examples)
                {
                    output.WriteLine($"  {example}");
                }

                output.WriteLine();
            }

            return code;
        }
    }
}
