using System.Diagnostics;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-LOG-ROOT: making a client configured the logging of the whole process.</summary>
[Collection(ProcessVariables.Collection)]
public sealed class DLogRootTests
{
    [Fact]
    public void Making_a_client_changes_nothing_of_the_process_s_and_ignores_the_level()
    {
        using var variables = new ProcessVariables(("DOMINO_LOG_LEVEL", "not a level"));
        var (output, error, listeners) = (Console.Out, Console.Error, Trace.Listeners.Count);
        using var client = new DominoClient(new DominoClientOptions { Host = "h", ApiKey = "k" });
        Assert.Same(output, Console.Out);
        Assert.Same(error, Console.Error);
        Assert.Equal(listeners, Trace.Listeners.Count);
    }

    [Theory]
    [InlineData(null, LogLevel.Information)]
    [InlineData("", LogLevel.Information)]
    [InlineData(" ", LogLevel.Information)]
    [InlineData("critical", LogLevel.Critical)]
    [InlineData("FATAL", LogLevel.Critical)]
    [InlineData("Error", LogLevel.Error)]
    [InlineData("WARNING", LogLevel.Warning)]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("NotSet", LogLevel.Trace)]
    public void A_program_can_ask_for_the_level_and_use_it_itself(string? value, LogLevel level)
    {
        using var variables = new ProcessVariables(("DOMINO_LOG_LEVEL", value));
        Assert.Equal(level, DominoLogLevel.FromEnvironment());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("loud")]
    public void What_is_no_level_is_refused_and_quoted(string value)
    {
        var error = Assert.Throws<ArgumentException>(() => DominoLogLevel.Parse(value));
        Assert.Contains($"'{value}'", error.Message, StringComparison.Ordinal);
        using var variables = new ProcessVariables(("DOMINO_LOG_LEVEL", value));
        if (value.Length > 0)
        {
            Assert.Throws<ArgumentException>(() => DominoLogLevel.FromEnvironment());
        }
    }
}
