using System.Diagnostics;

namespace DominoDataLab.Cli.Tests;

/// <summary>
/// The tool as a separate process, with only the given variables of Domino. <c>DOMINO_TEST_TOOL</c> names another build of the tool to
/// test: the native executable, or a <c>domino.dll</c>.
/// </summary>
internal sealed class ToolProcess : IDisposable
{
    // Far more than a loaded machine needs, so that only a hang reaches it.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private static readonly string[] Tool = Environment.GetEnvironmentVariable("DOMINO_TEST_TOOL") switch
    {
        { Length: > 0 } path when path.EndsWith(".dll", StringComparison.Ordinal) => ["dotnet", path],
        { Length: > 0 } path => [path],
        _ => ["dotnet", Path.Combine(AppContext.BaseDirectory, "domino.dll")],
    };

    private readonly Process _process;

    private ToolProcess(Process process) => _process = process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public static ToolProcess Start(params string[] args) => Start(args, new Dictionary<string, string>());

    public static ToolProcess Start(string[] args, IReadOnlyDictionary<string, string> variables, string? workingFolder = null) =>
        StartProgram([.. Tool, .. args], variables, workingFolder);

    /// <summary>Starts a shell in which <c>$DOMINO</c> is the tool.</summary>
    public static ToolProcess StartShell(string script, IReadOnlyDictionary<string, string> variables, string? workingFolder = null) =>
        StartProgram(
            ["bash", "-c", script],
            new Dictionary<string, string>(variables) { ["DOMINO"] = string.Join(' ', Tool) },
            workingFolder
        );

    /// <summary>Starts the tool as a user who is bound by the modes of files. Without such a user, the test is skipped.</summary>
    public static async Task<ToolProcess> StartBoundByModesAsync(
        string[] args,
        IReadOnlyDictionary<string, string> variables,
        string? workingFolder = null
    ) => StartProgram([.. await FileModes.CommandAsync(), .. Tool, .. args], variables, workingFolder);

    /// <summary>Starts any program, with none of Domino's variables but those given.</summary>
    public static ToolProcess StartProgram(string[] command, IReadOnlyDictionary<string, string> variables, string? workingFolder)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DOMINO_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>Starts a server and returns when it has written its address.</summary>
    public static async Task<(ToolProcess Server, string Address, string Key)> StartServerAsync(
        string folder,
        string? workingFolder = null,
        IReadOnlyDictionary<string, string>? variables = null
    )
    {
        var server = Start(
            ["server", "start", "--port", "0", "--user", "ada", "--data", folder, "--trust-users", "-o", "json"],
            variables ?? new Dictionary<string, string>(),
            workingFolder
        );
        var line = await server._process.StandardOutput.ReadLineAsync(Ct).AsTask().WaitAsync(Timeout, Ct);
        if (line is null)
        {
            throw new InvalidOperationException($"The server did not start: {await server._process.StandardError.ReadToEndAsync(Ct)}");
        }

        // Later messages must not fill the pipe.
        server._process.ErrorDataReceived += (_, _) => { };
        server._process.BeginErrorReadLine();
        var row = System.Text.Json.JsonDocument.Parse(line).RootElement;
        return (
            server,
            row.GetProperty("address").GetString()!,
            (await File.ReadAllTextAsync(row.GetProperty("keyFile").GetString()!, Ct)).Trim()
        );
    }

    /// <summary>Waits for the end of the process.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        var output = _process.StandardOutput.ReadToEndAsync(Ct);
        var error = _process.StandardError.ReadToEndAsync(Ct);
        await _process.WaitForExitAsync(Ct).WaitAsync(Timeout, Ct);
        return (_process.ExitCode, await output, await error);
    }

    /// <summary>Reads standard output up to a line.</summary>
    public async Task LineAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(Ct).AsTask().WaitAsync(Timeout, Ct) is { } line)
        {
            if (line == text)
            {
                return;
            }
        }

        Assert.Fail($"The output ended without the line '{text}'.");
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(Ct).WaitAsync(Timeout, Ct);
        return _process.ExitCode;
    }

    /// <summary>Kills the process with SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        await kill.WaitForExitAsync(Ct);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
