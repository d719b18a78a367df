using System.Diagnostics.CodeAnalysis;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer;

/// <summary>A Domino on this machine: it speaks Domino's HTTP API, keeps everything in one folder and really runs jobs.</summary>
public sealed class LocalDomino : IAsyncDisposable
{
    private readonly ServerHost _host;
    private readonly FileStream _lock;
    private readonly UserStore _users;
    private readonly ApiKeys _keys;
    private readonly bool _ownsFolder;

    private LocalDomino(ServerHost host, FileStream lockFile, ServerFolders folders, LocalDominoOptions options)
    {
        (_host, _lock) = (host, lockFile);
        (_users, _keys) = (host.Services.GetRequiredService<UserStore>(), host.Services.GetRequiredService<ApiKeys>());
        _ownsFolder = options.DataFolder is null;
        (ApiKey, KeyFile) = (GetApiKey(options.UserName), folders.KeyFile);
        (UserName, DataFolder, Address) = (options.UserName, folders.Root, host.Address);
        PublicAddress = host.Services.GetRequiredService<ServerAddress>().Public;
    }

    /// <summary>The address on which the server listens.</summary>
    public Uri Address { get; }

    /// <summary>
    /// The address that jobs and apps are told: <see cref="LocalDominoOptions.PublicUrl"/>, or the one on which the server listens.
    /// </summary>
    public Uri PublicAddress { get; }

    /// <summary>The first user's key.</summary>
    public string ApiKey { get; }

    /// <summary>The file that holds the key, readable by its owner alone. It is there unless the key was given.</summary>
    public string KeyFile { get; }

    /// <summary>The first user, who is an administrator.</summary>
    public string UserName { get; }

    /// <summary>Gets the data folder.</summary>
    public string DataFolder { get; }

    /// <summary>Makes requests fail on purpose.</summary>
    /// <exception cref="InvalidOperationException">It was not switched on when the server was started.</exception>
    public Faults Faults =>
        _host.Services.GetService<Faults>()
        ?? throw new InvalidOperationException("Faults are switched off; start the server with EnableFaults.");

    /// <summary>Gets the services of the features.</summary>
    internal IServiceProvider Services => _host.Services;

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <param name="options">The options. If null, the server uses a temporary folder and a free port.</param>
    /// <param name="cancellationToken">A token to cancel the start. Nothing is left running.</param>
    /// <exception cref="InvalidOperationException">The port is taken, or the folder is in use or can't be written.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The server disposes what it is given; until there is one, Abandon does.")]
    public static async Task<LocalDomino> StartAsync(LocalDominoOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalDominoOptions();
        Check(options);
        var folders = OpenFolders(options);
        var lockFile = TakeLock(folders);
        ServerHost? host = null;
        try
        {
            host = new ServerHost(options, folders);
            await host.StartAsync(cancellationToken);
            return new LocalDomino(host, lockFile, folders, options);
        }
        catch
        {
            // Why the start failed says more than what failed after it.
            _ = await EndAsync(host, lockFile, options.DataFolder is null ? folders.Root : null);
            throw;
        }
    }

    /// <summary>
    /// Gets a key of one of the users. If the user's own key was created by an earlier server, which keeps a hash of it only, the key is
    /// another one that is accepted until this server ends.
    /// </summary>
    /// <param name="userName">The user's name.</param>
    /// <exception cref="ArgumentException">The user does not exist, or was neither named in the options nor added later.</exception>
    public string GetApiKey(string userName) =>
        _users.Find(userName) is { } user && _keys.IsActive(user)
            ? _keys.KeyFor(user)
            : throw new ArgumentException(
                $"The user '{userName}' was not found. Add the user to LocalDominoOptions.Users.",
                nameof(userName)
            );

    /// <summary>Waits until the process is told to end (Ctrl+C, SIGTERM) or the token says so.</summary>
    /// <param name="cancellationToken">A token to cancel the wait. The server keeps running.</param>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var asked = _host.Stopping.Register(() => ended.TrySetResult());
        await using var given = cancellationToken.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    /// <summary>Stops running jobs, keeps their results, and ends the server. A temporary folder is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        var teardown = await EndAsync(_host, _lock, _ownsFolder ? DataFolder : null);
        teardown.ThrowIfFailed();
    }

    private static void Check(LocalDominoOptions options)
    {
        Listeners.Check(options);
        HardwareTiers.Check(options.HardwareTiers);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxConcurrentJobs);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StopGracePeriod, TimeSpan.Zero);
    }

    /// <summary>Ends everything in order. Whatever fails, the lock on the folder is released.</summary>
    private static async Task<Teardown> EndAsync(ServerHost? host, FileStream lockFile, string? temporaryFolder)
    {
        var teardown = new Teardown();
        if (host is not null)
        {
            await teardown.RunAsync(async () => await host.DisposeAsync());
        }

        await teardown.RunAsync(async () => await lockFile.DisposeAsync());
        if (temporaryFolder is not null)
        {
            await teardown.RunAsync(() =>
            {
                FolderRemoval.Remove(temporaryFolder);
                return Task.CompletedTask;
            });
        }

        return teardown;
    }

    private static ServerFolders OpenFolders(LocalDominoOptions options)
    {
        var root = options.DataFolder ?? Directory.CreateTempSubdirectory("domino-").FullName;
        try
        {
            return new ServerFolders(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The data folder '{root}' can't be written: {e.Message} Choose another folder, or change its permissions.",
                e
            );
        }
    }

    private static FileStream TakeLock(ServerFolders folders)
    {
        try
        {
            return new FileStream(folders.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOperationException(
                $"The data folder '{folders.Root}' can't be written: {e.Message} Choose another folder, or change its permissions.",
                e
            );
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"Another server is using the data folder '{folders.Root}'. Stop it first (domino server stop), or choose another folder.",
                e
            );
        }
    }
}
