using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using DominoDataLab.LocalServer.Execution.Accounts;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution.Local.Sandboxing;

/// <summary>
/// Starts commands in a sandbox: with mounts, processes, message queues and a host name of their own, and no privilege. The network is the
/// machine's.
/// </summary>
/// <remarks>
/// <c>--die-with-parent</c> is not used: its parent would be the thread that started it, and threads of the pool end at any time.
/// </remarks>
internal sealed class Bubblewrap(ServerFolders folders, SandboxMachine machine, UserAccounts accounts)
{
    /// <summary>
    /// The shell that starts the command. It stays, because bubblewrap passes on a signal's number as an exit code only: what the shell
    /// says about the end of the command goes to the descriptor 3. The variables come from the descriptor 5, so that nothing that has a
    /// privilege sees them.
    /// </summary>
    private const string Script = """
        trap : HUP INT QUIT TERM
        cd -- "$0" || exit
        exec 4>&2 2>&3
        (. /proc/self/fd/5 2>/dev/null; exec "$@" 2>&4 3>&- 4>&- 5>&-)
        exit $?
        """;

    /// <summary>Lets the users of a dataset change each other's files.</summary>
    private const string GroupMask = "umask 0002\n";

    private const string Missing =
        "The sandbox of executions needs the program 'bwrap', which this machine does not have on its PATH. Install it (Debian, Ubuntu: "
        + "apt-get install bubblewrap), then restart the server.";

    private const string NoSetpriv =
        "To run executions as system accounts of their users, the server needs the program 'setpriv', which this machine does not have on "
        + "its PATH. Install util-linux, or start the server without --uid-range (UidRange).";

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(30);
    private readonly Lazy<SandboxMounts> _machine = new(() =>
    {
        var mounts = new SandboxMounts();
        machine.AddTo(mounts);
        return mounts;
    });

    private readonly Lazy<Task<string?>> _problem = new(() => ProbeAsync(accounts.Range));

    /// <summary>Finds out why this machine cannot run commands in a sandbox and what to do. Returns null if it can.</summary>
    public Task<string?> FindProblemAsync() => _problem.Value;

    private static string? Program => Programs.Find("bwrap");

    /// <summary>
    /// Gets the words that start a command in a sandbox, which the command follows, and what bubblewrap and the shell read from
    /// <see cref="NativeSpawn.InputDescriptor"/> and the one after it.
    /// </summary>
    /// <param name="spec">The command.</param>
    /// <param name="environment">
    /// The environment of the command. It is not passed in arguments, because every account can read those. Bubblewrap and setpriv do not
    /// have it either, because a variable such as <c>LD_PRELOAD</c> would take effect with their rights.
    /// </param>
    [SupportedOSPlatform("linux")]
    public (IReadOnlyList<string> Words, IReadOnlyList<byte[]> Inputs) Wrap(
        ExecutionSpec spec,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var mounts = new SandboxMounts(_machine.Value);
        mounts.Hide(folders.Root);
        if (spec.View is { } view)
        {
            AddPrivate(mounts, view.PrivateFolder, spec.Account);
            foreach (var (path, isWritable) in view.Folders.OrderBy(folder => folder.IsWritable))
            {
                if (isWritable)
                {
                    mounts.Share(path, path);
                }
                else
                {
                    mounts.Show(path);
                }
            }
        }

        mounts.Share(spec.Folder, spec.Folder);
        string[] options = [.. Isolation(spec.Account is not null), .. mounts.Options, "--remount-ro", folders.Root, "--remount-ro", "/"];
        return (
            [
                Program ?? throw new ExecutionStartException(Missing),
                "--args",
                NativeSpawn.InputDescriptor.ToString(CultureInfo.InvariantCulture),
                "--",
                .. spec.Account is { } account ? Become(account.UserId, account.GroupId) : [],
                "/bin/sh",
                "-c",
                spec.Account is null ? Script : GroupMask + Script,
                spec.Folder,
            ],
            [
                Encoding.UTF8.GetBytes(string.Concat(options.Select(option => option + '\0'))),
                Encoding.UTF8.GetBytes(string.Concat(environment.Select(Export))),
            ]
        );
    }

    /// <summary>
    /// Gets the options of every sandbox. If the command has an account of its own, bubblewrap must not make a user namespace, because no
    /// other account exists there. It keeps the privileges that <see cref="Become"/> needs, which gives them up.
    /// </summary>
    private static string[] Isolation(bool hasAccount) =>
        [
            "--clearenv",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--cap-drop",
            "ALL",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            .. hasAccount
                ?
                [
                    "--cap-add",
                    "CAP_SETUID",
                    "--cap-add",
                    "CAP_SETGID",
                    "--cap-add",
                    "CAP_SETPCAP",
                    "--perms",
                    "1777",
                    "--tmpfs",
                    "/dev/shm",
                ]
                : (string[])["--unshare-user"],
        ];

    private static string[] Become(int userId, int groupId) =>
        [
            Programs.Find("setpriv") ?? throw new ExecutionStartException(NoSetpriv),
            "--reuid",
            userId.ToString(CultureInfo.InvariantCulture),
            "--regid",
            groupId.ToString(CultureInfo.InvariantCulture),
            "--clear-groups",
            "--no-new-privs",
            "--inh-caps=-all",
            "--bounding-set=-all",
        ];

    /// <summary>Writes a variable for the shell, which refuses names that are its own.</summary>
    private static string Export(KeyValuePair<string, string> variable) =>
        $"command export {variable.Key}='{variable.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'\n";

    /// <summary>
    /// Gives the execution its own folders for temporary files and as its home. They are on disk, so they take no memory.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private static void AddPrivate(SandboxMounts mounts, string folder, SystemAccount? owner)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp"));
        temporary.UnixFileMode = (UnixFileMode)Convert.ToInt32("1777", 8);
        foreach (var place in (string[])["/tmp", "/var/tmp", Path.TrimEndingDirectorySeparator(Path.GetTempPath())])
        {
            mounts.Share(temporary.FullName, place);
        }

        if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
            owner?.Own(own);
            foreach (var parent in mounts.Parents.Where(path => path.StartsWith(home + "/", StringComparison.Ordinal)))
            {
                HeldFolder.Create(own, Path.GetRelativePath(home, parent), owner)?.Dispose();
            }

            mounts.Share(own, home);
        }
    }

    private static async Task<string?> ProbeAsync(UidRange? range)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Executions can run in a sandbox on Linux only.";
        }

        if (Program is not { } program)
        {
            return Missing;
        }

        if (range is not null && Programs.Find("setpriv") is null)
        {
            return NoSetpriv;
        }

        string[] become = range is null ? [] : Become(range.First, range.First);
        var start = new ProcessStartInfo(
            program,
            [.. Isolation(range is not null), "--ro-bind", "/", "/", "--proc", "/proc", "--", .. become, "/bin/sh", "-c", "exit 0"]
        )
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(ProbeLimit);
        }
        catch (TimeoutException)
        {
            process.Kill();
            return $"bubblewrap did not end within {ProbeLimit.TotalSeconds:0} s on this machine.";
        }

        return process.ExitCode == 0
            ? null
            : $"bubblewrap cannot create a sandbox on this machine: {(await said).Trim()} "
                + (
                    range is null
                        ? "Allow unprivileged user namespaces, then restart the server."
                        : "Give the server all privileges of root, or start it without --uid-range (UidRange)."
                );
    }
}
