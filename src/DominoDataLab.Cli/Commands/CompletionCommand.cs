using System.CommandLine;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino completion</c>: scripts that let a shell complete the tool's words. They ask the tool for each completion.</summary>
internal static class CompletionCommand
{
    // File names are completed where the tool has no words: the value of an argument or option.
    private const string Bash = """
        _domino() {
            local word="${COMP_WORDS[COMP_CWORD]}" line
            COMPREPLY=()
            while IFS= read -r line; do
                if [[ $line == "$word"* ]]; then COMPREPLY+=("$line"); fi
            done < <(domino "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
            if [[ $word != -* ]]; then
                while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
                compopt -o filenames
            fi
        }
        complete -F _domino domino
        """;

    private const string Zsh = """
        #compdef domino
        _domino() {
            local -a words_of_domino
            words_of_domino=("${(@f)$(domino "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $words_of_domino
            [[ $PREFIX != -* ]] && _files
        }
        compdef _domino domino
        """;

    private const string Fish = """
        function __domino_complete
            set -l line (commandline -cp)
            domino "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c domino -a '(__domino_complete)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName domino -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $line = $commandAst.ToString().PadRight($cursorPosition)
            domino "[suggest:$cursorPosition]" $line 2>$null |
                Where-Object { $_.StartsWith($wordToComplete) } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly Argument<string> Shell = CreateShell();

    public static Command Create() =>
        new ToolCommand(
            "completion",
            "Print a script that lets a shell complete commands and options: bash, zsh, fish or powershell.",
            "domino completion bash > ~/.local/share/bash-completion/completions/domino",
            "domino completion zsh > \"${fpath[1]}/_domino\"",
            "domino completion fish > ~/.config/fish/completions/domino.fish",
            "domino completion powershell >> $PROFILE"
        )
        {
            Shell,
        }.Does(async context =>
        {
            await context.Data.WriteLineAsync(
                context.Get(Shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    "fish" => Fish,
                    _ => PowerShell,
                }
            );
            return ExitCode.Success;
        });

    private static Argument<string> CreateShell()
    {
        var shell = new Argument<string>("shell") { Description = "The shell", HelpName = "bash|zsh|fish|powershell" };
        string[] shells = ["bash", "zsh", "fish", "powershell"];
        shell.CompletionSources.Add(shells);
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !shells.Contains(value))
            {
                result.AddError($"Invalid shell '{value}'. Use bash, zsh, fish or powershell.");
            }
        });
        return shell;
    }
}
