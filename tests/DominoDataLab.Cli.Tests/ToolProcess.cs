using System.Diagnostics;

namespace DominoDataLab.Cli.Tests;

/// <summary>The tool as a process of its own, with none of Domino's variables but those given.</summary>
internal sealed class ToolProcess : IDisposable
{
    // Far more than a loaded machine needs; a hang must not hold up the run for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ToolProcess(Process process) => _process = process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public static ToolProcess Start(params string[] args) => Start(args, new Dictionary<string, string>());

    public static ToolProcess Start(string[] args, IReadOnlyDictionary<string, string> variables, string? workingFolder = null) =>
        StartProgram(["dotnet", Path.Combine(AppContext.BaseDirectory, "domino.dll"), .. args], variables, workingFolder);

    /// <summary>Starts it as a user whom the modes of files stop; the test is skipped where there is none.</summary>
    public static async Task<ToolProcess> StartBoundByModesAsync(
        string[] args,
        IReadOnlyDictionary<string, string> variables,
        string? workingFolder = null
    ) =>
        StartProgram(
            [.. await FileModes.CommandAsync(), "dotnet", Path.Combine(AppContext.BaseDirectory, "domino.dll"), .. args],
            variables,
            workingFolder
        );

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

    /// <summary>Starts a server and returns once it has said where it is.</summary>
    public static async Task<(ToolProcess Server, string Address, string Key)> StartServerAsync(
        string folder,
        string? workingFolder = null,
        IReadOnlyDictionary<string, string>? variables = null
    )
    {
        var server = Start(
            ["server", "start", "--port", "0", "--user", "ada", "--data", folder, "-o", "json"],
            variables ?? new Dictionary<string, string>(),
            workingFolder
        );
        var line = await server._process.StandardOutput.ReadLineAsync(Ct).AsTask().WaitAsync(Patience, Ct);
        if (line is null)
        {
            throw new InvalidOperationException($"The server did not start: {await server._process.StandardError.ReadToEndAsync(Ct)}");
        }

        // What it says later must not fill the pipe.
        server._process.ErrorDataReceived += (_, _) => { };
        server._process.BeginErrorReadLine();
        var row = System.Text.Json.JsonDocument.Parse(line).RootElement;
        return (
            server,
            row.GetProperty("address").GetString()!,
            (await File.ReadAllTextAsync(row.GetProperty("keyFile").GetString()!, Ct)).Trim()
        );
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        var output = _process.StandardOutput.ReadToEndAsync(Ct);
        var error = _process.StandardError.ReadToEndAsync(Ct);
        await _process.WaitForExitAsync(Ct).WaitAsync(Patience, Ct);
        return (_process.ExitCode, await output, await error);
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(Ct).WaitAsync(Patience, Ct);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing of it gets a word in.</summary>
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
