namespace DominoDataLab.Cli.Tests.UserSessions;

/// <summary>Standard streams that cannot be written, and terminals.</summary>
public sealed class OutputTests(ToolFixture tool) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("version")]
    [InlineData("--help")]
    [InlineData("project list")]
    [InlineData("project list -o json")]
    [InlineData("completion bash")]
    public async Task A_full_output_is_one_line_and_an_exit_code(string command)
    {
        var run = await tool.ShellAsync(_folder.Path, $"$DOMINO {command} > /dev/full");
        Assert.Equal(
            ((int)ExitCode.Error, "domino: Could not write to standard output: No space left on device.\n"),
            (run.ExitCode, WithoutPath(run.Error))
        );
    }

    [Fact]
    public async Task A_closed_output_is_one_line_and_an_exit_code()
    {
        var run = await tool.ShellAsync(
            _folder.Path,
            "exec 3>&1; { $DOMINO --help 3>&-; echo code $? >&3; } 2>error | true; cat error >&3"
        );
        Assert.Contains("code 1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("domino: Could not write to standard output: Broken pipe.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_standard_error_does_not_change_the_result()
    {
        var project = await tool.NewProjectAsync();
        var failed = await tool.ShellAsync(_folder.Path, $"$DOMINO run -p {project} -- sh -c 'exit 3' 2>/dev/full");
        Assert.Equal((int)ExitCode.JobFailed, failed.ExitCode);
        var succeeded = await tool.ShellAsync(_folder.Path, $"$DOMINO run -p {project} echo hello 2>/dev/full");
        Assert.Equal(((int)ExitCode.Success, "hello\n"), (succeeded.ExitCode, succeeded.Output));
    }

    [Theory]
    [InlineData("version")]
    [InlineData("project list")]
    [InlineData("project --help")]
    [InlineData("job")]
    [InlineData("server stop --data nowhere")]
    public async Task The_mode_of_a_terminal_is_not_changed(string command)
    {
        var run = await tool.ShellAsync(_folder.Path, $"script -qec \"stty cols 80; TERM=xterm $DOMINO {command}\" /dev/null </dev/null");
        Assert.NotEqual("", run.Output);
        Assert.DoesNotContain("\e", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_programs_can_write_to_one_file()
    {
        var run = await tool.ShellAsync(_folder.Path, "(echo before; $DOMINO version; $DOMINO version; echo after) > all; cat all");
        Assert.Matches("^before\ndomino .*\ndomino .*\nafter\n$", run.Output);
    }

    private static string WithoutPath(string error) => System.Text.RegularExpressions.Regex.Replace(error, " : '[^']*'", "");
}
