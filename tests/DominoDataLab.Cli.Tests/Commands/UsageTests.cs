using System.CommandLine;

namespace DominoDataLab.Cli.Tests.Commands;

public sealed class UsageTests(ToolFixture tool)
{
    [Theory]
    [InlineData("<source> <sql>", "datasource", "query")]
    [InlineData("<sql>", "datasource", "query", "demo")]
    [InlineData("<command>", "run")]
    public async Task An_argument_that_is_missing_is_named(string missing, params string[] args)
    {
        var run = await tool.RunAsync(args);
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.StartsWith($"domino: Missing {missing}.\nSee: domino {args[0]}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_without_its_verb_shows_its_help_on_standard_error()
    {
        var run = await tool.RunAsync("job");
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("logs <job>", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_typo_in_a_command_is_answered_with_a_suggestion()
    {
        var run = await tool.RunAsync("project", "lst");
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Equal("domino: Unknown command 'domino project lst'. Did you mean 'list'?\nSee: domino project --help\n", run.Error);
    }

    [Fact]
    public async Task An_unknown_option_is_named_once_with_a_suggestion()
    {
        var run = await tool.RunAsync("job", "list", "--statsu", "running");
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Equal("domino: Unknown option '--statsu'. Did you mean '--status'?\nSee: domino job list --help\n", run.Error);
    }

    [Fact]
    public async Task An_unknown_option_before_the_command_of_a_job_is_refused()
    {
        var run = await tool.RunAsync("run", "-p", "ada/sales", "--tire", "Small", "main.py");
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Equal("domino: Unknown option '--tire'. Did you mean '--tier'?\nSee: domino run --help\n", run.Error);
    }

    [Theory]
    [InlineData("Invalid value 'xml' for --output. Use table or json.", "project", "list", "--output", "xml")]
    [InlineData("Invalid value 'soon' for --timeout. Use a number of seconds, 0 or more.", "job", "wait", "x", "--timeout", "soon")]
    [InlineData("Invalid value '-1' for --tail. Use a whole number, 0 or more.", "job", "logs", "x", "--tail", "-1")]
    [InlineData("Invalid value '70000' for --port. Use a whole number from 0 to 65535.", "server", "start", "--port", "70000")]
    [InlineData("Invalid value 'here' for --address. Use an IP address", "server", "start", "--address", "here")]
    [InlineData("Invalid value 'a/b' for --user. Use a name", "server", "start", "--user", "a/b")]
    [InlineData("Invalid value '700000' for --uid-range. Use two UIDs", "server", "start", "--uid-range", "700000")]
    [InlineData("Invalid value 'grace' for --map-user. Use a user name", "server", "start", "--map-user", "ada=x", "--map-user", "grace")]
    [InlineData("Invalid value '-1' for --max-jobs. Use a whole number, 0 or more.", "server", "start", "--max-jobs", "-1")]
    public async Task An_invalid_value_is_named_with_the_valid_ones(string message, params string[] args)
    {
        var run = await tool.RunAsync(args);
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("domino: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<local> is empty.", "dataset", "upload", "prices", "")]
    [InlineData("<dataset> is empty.", "dataset", "download", " ", "here")]
    [InlineData("<path> is empty.", "file", "download", "")]
    [InlineData("--tag is empty. Give it a value or leave it out.", "dataset", "snapshot", "create", "prices", "--tag", "")]
    [InlineData("--relative-to is empty. Give it a value or leave it out.", "dataset", "upload", "prices", "x", "--relative-to", "")]
    [InlineData(
        "--include is empty. Give it a value or leave it out.",
        "dataset",
        "download",
        "prices",
        "--include",
        "*.csv",
        "--include",
        ""
    )]
    public async Task A_value_that_is_empty_is_named_before_anything_is_done(string message, params string[] args)
    {
        var run = await tool.RunAsync([.. args, "-p", "ada/sales"]);
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith($"domino: {message}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_data_and_ends_in_examples()
    {
        var run = await tool.RunAsync("job", "logs", "--help");
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Matches("Examples:\n  domino job logs 12 -p ada/sales --follow --tail 20", run.Output);
    }

    [Fact]
    public void Every_example_of_the_help_is_a_line_that_the_tool_understands()
    {
        var examples = Tree(Tool.Root)
            .OfType<ToolCommand>()
            .SelectMany(command => command.Examples.Select(example => (command, example)))
            .ToList();
        Assert.NotEmpty(examples);
        Assert.All(
            examples,
            pair =>
            {
                var parsed = Tool.Root.Parse(pair.example["domino ".Length..].Split(" >")[0]);
                Assert.Empty(parsed.Errors);
                Assert.Same(pair.command, parsed.CommandResult.Command);
            }
        );
    }

    [Fact]
    public async Task Words_are_completed_for_the_shell()
    {
        var run = await tool.RunAsync("[suggest:11]", "domino job ");
        Assert.Equal(
            ["list", "logs", "start", "status", "stop", "wait"],
            run.Lines.Where(line => !line.StartsWith('-') && !line.StartsWith('/')).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Without_a_deployment_the_error_says_what_to_set_and_how_to_start_one()
    {
        var run = await ToolRun.StartAsync(["project", "list"], new ToolSettings());
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Contains("DOMINO_API_HOST", run.Error, StringComparison.Ordinal);
        Assert.Contains("DOMINO_USER_API_KEY", run.Error, StringComparison.Ordinal);
        Assert.Contains("domino server start", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_log_level_is_refused()
    {
        var run = await ToolRun.StartAsync(
            ["project", "list"],
            tool.ToConnect() with
            {
                Variables = new Dictionary<string, string> { ["DOMINO_LOG_LEVEL"] = "loud" },
            }
        );
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Contains("DOMINO_LOG_LEVEL is 'loud'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task An_empty_variable_counts_as_not_set(string value)
    {
        var connect = tool.ToConnect();
        var run = await ToolRun.StartAsync(
            ["project", "list"],
            connect with
            {
                Variables = new Dictionary<string, string> { ["DOMINO_LOG_LEVEL"] = value, ["DOMINO_PROJECT_OWNER"] = value },
            }
        );
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task The_log_goes_to_standard_error_from_the_level_that_is_set()
    {
        var quiet = await tool.RunAsync("project", "list");
        Assert.DoesNotContain("GET /v4", quiet.Error, StringComparison.Ordinal);
        var loud = await ToolRun.StartAsync(
            ["project", "list"],
            tool.ToConnect() with
            {
                Variables = new Dictionary<string, string> { ["DOMINO_LOG_LEVEL"] = "debug" },
            }
        );
        Assert.Matches("debug: GET /v4/gateway/projects answered 200 after [0-9]+ ms", loud.Error);
        Assert.DoesNotContain(tool.Server.ApiKey, loud.Error, StringComparison.Ordinal);
        Assert.Equal(quiet.Lines[0], loud.Lines[0]);
    }

    [Fact]
    public void The_page_of_exit_codes_is_the_enum()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "cli.md"));
        var documented = page.Select(line => line.Split('|'))
            .Where(cells => cells.Length == 5 && int.TryParse(cells[1], out _))
            .Select(cells => $"{cells[1].Trim()} {cells[2].Trim()}");
        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => $"{(int)code} {code}"), documented);
    }

    private static IEnumerable<Command> Tree(Command command) => command.Subcommands.SelectMany(Tree).Prepend(command);
}
