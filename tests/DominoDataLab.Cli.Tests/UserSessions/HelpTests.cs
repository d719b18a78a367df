namespace DominoDataLab.Cli.Tests.UserSessions;

/// <summary>Help, completion, suggestions and messages.</summary>
public sealed class HelpTests(ToolFixture tool) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("help", "domino [command] [options]")]
    [InlineData("/?", "domino [command] [options]")]
    [InlineData("help job", "domino job [command] [options]")]
    [InlineData("job help", "domino job [command] [options]")]
    [InlineData("help job logs", "domino job logs <job>... [options]")]
    [InlineData("job help logs", "domino job logs <job>... [options]")]
    public async Task Help_is_found_where_people_look_for_it(string command, string usage)
    {
        var run = await tool.ProcessAsync(_folder.Path, command.Split(' '));
        Assert.Equal(((int)ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains(usage, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_short_option_shows_the_version()
    {
        var run = await tool.ProcessAsync(_folder.Path, "-v");
        Assert.Equal((int)ExitCode.Success, run.ExitCode);
        Assert.Matches("^domino [0-9.]+\n$", run.Output);
    }

    [Theory]
    [InlineData("hlep", "")]
    [InlineData("xyzzy", "")]
    [InlineData("proj", " Did you mean 'project'?")]
    [InlineData("dataste", " Did you mean 'dataset'?")]
    public async Task A_suggestion_is_near_or_absent(string word, string suggestion)
    {
        var run = await tool.ProcessAsync(_folder.Path, word);
        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.StartsWith($"domino: Unknown command 'domino {word}'.{suggestion}\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -F _domino domino")]
    [InlineData("zsh", "#compdef domino")]
    [InlineData("fish", "complete -c domino")]
    [InlineData("powershell", "Register-ArgumentCompleter")]
    public async Task Every_shell_has_a_completion_script(string shell, string line)
    {
        var run = await tool.ProcessAsync(_folder.Path, "completion", shell);
        Assert.Equal((int)ExitCode.Success, run.ExitCode);
        Assert.Contains(line, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_completes_commands_options_and_file_names()
    {
        _folder.Write("notes.txt", "");
        var run = await tool.ShellAsync(
            _folder.Path,
            """
            domino() { $DOMINO "$@"; }
            compopt() { :; }
            eval "$($DOMINO completion bash)"
            complete_line() {
                COMP_LINE=$1; COMP_POINT=${#1}; COMP_WORDS=($1)
                [[ $1 == *' ' ]] && COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _domino
                echo "${COMPREPLY[*]}"
            }
            complete_line 'domino job st'
            complete_line 'domino job list --st'
            complete_line 'domino file upload no'
            complete_line 'domino job list --status fa'
            """
        );
        Assert.Equal(["start status stop", "--status", "notes.txt", "failed"], run.Output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("snapshot list d", "No snapshots.")]
    [InlineData("files d", "No files.")]
    public async Task An_empty_result_is_said_on_standard_error(string command, string message)
    {
        var project = await tool.NewProjectAsync();
        await tool.Client.Project(project).Datasets.CreateAsync(new() { Name = "d" }, TestContext.Current.CancellationToken);
        var run = await tool.ProcessAsync(_folder.Path, ["dataset", .. command.Split(' '), "-p", project]);
        Assert.Equal(((int)ExitCode.Success, "", message + "\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task One_file_is_singular()
    {
        var project = await tool.NewProjectAsync();
        _folder.Write("in/a", "x");
        var run = await tool.ProcessAsync(_folder.Path, "file", "upload", "in", "-p", project);
        Assert.Equal("Uploaded 1 file (1 byte).\n", run.Error);
    }

    [Theory]
    [InlineData("job status 0123456789abcdef01234567")]
    [InlineData("job logs 0123456789abcdef01234567")]
    [InlineData("file list nowhere/../x -p ada/quick-start")]
    [InlineData("file list --commit 0123456789012345678901234567890123456789 -p ada/quick-start")]
    [InlineData("run --commit 0123456789012345678901234567890123456789 -p ada/quick-start true")]
    [InlineData("file download nothing -p ada/quick-start")]
    [InlineData("dataset files nothing -p ada/quick-start")]
    [InlineData("dataset snapshot tag quick-start 0123456789abcdef01234567 prod -p ada/quick-start")]
    [InlineData("dataset snapshot restore quick-start 0123456789abcdef01234567 x -p ada/quick-start")]
    [InlineData("dataset create quick-start -p ada/quick-start")]
    [InlineData("project create quick-start")]
    [InlineData("datasource query nothing x")]
    [InlineData("datasource get nothing x")]
    public async Task No_message_shows_members_or_routes(string command)
    {
        var run = await tool.ProcessAsync(_folder.Path, command.Split(' '));
        Assert.NotEqual((int)ExitCode.Success, run.ExitCode);
        Assert.StartsWith("domino: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(GET|POST|PUT|DELETE) /|/v[14]/|Async\b|\w\(\)|\(Parameter|in the options|\(The process", run.Error);
    }

    [Fact]
    public async Task A_name_that_looks_like_code_is_shown_whole()
    {
        const string name = "notes; how RunAsync works.txt";
        var run = await tool.ProcessAsync(_folder.Path, "file", "download", name, "-p", "ada/quick-start");
        Assert.Equal((int)ExitCode.NotFound, run.ExitCode);
        Assert.StartsWith($"domino: The file '{name}' was not found.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_https_address_of_a_server_without_TLS_is_explained_without_members()
    {
        var variables = new Dictionary<string, string>
        {
            ["DOMINO_API_HOST"] = $"https://127.0.0.1:{tool.Server.Address.Port}",
            ["DOMINO_USER_API_KEY"] = "k",
        };
        using var process = ToolProcess.Start(["project", "list"], variables, _folder.Path);
        var (exitCode, _, error) = await process.EndAsync();
        Assert.Equal((int)ExitCode.Unreachable, exitCode);
        Assert.Contains("use http:// in the address (DOMINO_API_HOST)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("CertificateAuthorityFile", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my tag")]
    [InlineData("12")]
    [InlineData("-x")]
    public async Task An_invalid_tag_is_refused_before_a_snapshot_is_made(string tag)
    {
        var project = await tool.NewProjectAsync();
        await tool.Client.Project(project).Datasets.CreateAsync(new() { Name = "d" }, TestContext.Current.CancellationToken);
        var run = await tool.ProcessAsync(_folder.Path, "dataset", "snapshot", "create", "d", $"--tag={tag}", "-p", project);
        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.StartsWith($"domino: '{tag}' is not a valid tag.", run.Error, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await tool.RunAsync("dataset", "snapshot", "list", "d", "-p", project, "-o", "json")).Output);
    }

    [Fact]
    public async Task Users_are_managed_from_the_shell()
    {
        var added = await tool.ProcessAsync(_folder.Path, "server", "user", "add", "grace");
        Assert.Equal((int)ExitCode.Success, added.ExitCode);
        var twice = await tool.ProcessAsync(_folder.Path, "server", "user", "add", "grace");
        Assert.Equal((int)ExitCode.Conflict, twice.ExitCode);
        var invalid = await tool.ProcessAsync(_folder.Path, "server", "user", "add", "gr/ace");
        Assert.Equal((int)ExitCode.Usage, invalid.ExitCode);
        var list = await tool.ShellAsync(_folder.Path, "$DOMINO server user list");
        Assert.Matches("(?m)^grace +no +no$", list.Output);
        Assert.Matches("(?m)^ada +yes +yes$", list.Output);
        var use = await tool.ShellAsync(
            _folder.Path,
            "export DOMINO_USER_API_KEY=$($DOMINO server user key grace); $DOMINO project list; $DOMINO server user list"
        );
        Assert.Contains("grace/quick-start", use.Output, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Unauthorized, use.ExitCode);
        var removed = await tool.ShellAsync(
            _folder.Path,
            "key=$($DOMINO server user key grace); $DOMINO server user remove grace; DOMINO_USER_API_KEY=$key $DOMINO project list"
        );
        Assert.Equal((int)ExitCode.Unauthorized, removed.ExitCode);
        var configured = await tool.ProcessAsync(_folder.Path, "server", "user", "remove", "ada");
        Assert.Equal((int)ExitCode.Conflict, configured.ExitCode);
    }
}
