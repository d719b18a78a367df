using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

/// <summary>A real database server in a temporary folder, run by a user without rights: database servers refuse to run as root.</summary>
public abstract class DatabaseServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TestFolder _folder = new();
    private Process? _server;

    /// <summary>The reason why tests that need it are skipped; null if it runs.</summary>
    public string? Missing { get; private set; }

    public int Port { get; } = FreePort();

    protected string Folder => Path.Combine(_folder.Path, "data");

    /// <summary>The folders in which its programs may be.</summary>
    protected abstract IReadOnlyList<string> Folders { get; }

    protected abstract string Package { get; }

    protected abstract string Program { get; }

    /// <summary>The signal at which it ends without waiting for its clients.</summary>
    protected abstract string StopSignal { get; }

    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsWindows() || Find(Program) is null)
        {
            Missing = $"It needs the Debian package {Package}.";
            return;
        }

        Directory.CreateDirectory(Folder);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["-R", "nobody:nogroup", _folder.Path], asRoot: true);
        }

        await PrepareAsync();
        _server = Start(Program, Arguments(), asRoot: false);
        using var limit = new CancellationTokenSource(Patience);
        while (!await AnswersAsync())
        {
            if (limit.IsCancellationRequested || _server.HasExited)
            {
                throw new InvalidOperationException($"{Program} did not answer: {await LogAsync()}");
            }

            await Task.Delay(50, CancellationToken.None);
        }

        await SeedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await StopAsync(_server);
            _server.Dispose();
        }

        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task PrepareAsync();

    protected abstract IReadOnlyList<string> Arguments();

    protected abstract Task<bool> AnswersAsync();

    protected abstract Task SeedAsync();

    protected async Task RunAsync(string program, IReadOnlyList<string> arguments, bool asRoot = false)
    {
        using var process = Start(program, arguments, asRoot);
        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {await LogAsync()}");
        }
    }

    protected string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private async Task StopAsync(Process server)
    {
        using var kill = Process.Start("kill", ["-" + StopSignal, server.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await server.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            server.Kill();
        }
    }

    private async Task<string> LogAsync() =>
        File.Exists(Path.Combine(_folder.Path, "log"))
            ? await File.ReadAllTextAsync(Path.Combine(_folder.Path, "log"))
            : "it wrote nothing";

    private Process Start(string program, IReadOnlyList<string> arguments, bool asRoot)
    {
        var log = Path.Combine(_folder.Path, "log");
        string[] user =
            Environment.UserName == "root" && !asRoot ? ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"] : [];

        // The shell only sends the output to a file and becomes the program.
        string[] command = ["-c", "exec \"$@\" >>\"$0\" 2>&1", log, .. user, Find(program) ?? program, .. arguments];
        return Process.Start(new ProcessStartInfo("sh", command) { WorkingDirectory = _folder.Path })!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
