using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
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
internal sealed class Bubblewrap(ServerFolders folders, SandboxMachine machine)
{
    /// <summary>
    /// The shell that starts the command. It stays, because bubblewrap passes on a signal's number as an exit code only: what the shell
    /// says about the end of the command goes to the descriptor 3.
    /// </summary>
    private const string Script = """
        trap : HUP INT QUIT TERM
        exec 4>&2 2>&3
        (exec "$@" 2>&4 3>&- 4>&-)
        exit $?
        """;

    private const string Missing =
        "The sandbox of executions needs the program 'bwrap', which this machine does not have on its PATH. Install it (Debian, Ubuntu: "
        + "apt-get install bubblewrap), then restart the server.";

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(30);
    private readonly Lazy<SandboxMounts> _machine = new(() =>
    {
        var mounts = new SandboxMounts();
        machine.AddTo(mounts);
        return mounts;
    });

    private readonly Lazy<Task<string?>> _problem = new(ProbeAsync);

    /// <summary>Finds out why this machine cannot run commands in a sandbox and what to do. Returns null if it can.</summary>
    public Task<string?> FindProblemAsync() => _problem.Value;

    private static string? Program => Programs.Find("bwrap");

    /// <summary>
    /// Gets the words that start a command in a sandbox, which the command follows, and what bubblewrap reads from
    /// <see cref="NativeSpawn.InputDescriptor"/>.
    /// </summary>
    /// <param name="spec">The command.</param>
    /// <param name="environment">
    /// The environment of the command. It is no argument, because every account can read those, and bubblewrap itself does not have it,
    /// because a variable such as <c>LD_PRELOAD</c> would take effect outside of the sandbox.
    /// </param>
    [SupportedOSPlatform("linux")]
    public (IReadOnlyList<string> Words, byte[] Input) Wrap(ExecutionSpec spec, IReadOnlyDictionary<string, string> environment)
    {
        var mounts = new SandboxMounts(_machine.Value);
        mounts.Hide(folders.Root);
        if (spec.View is { } view)
        {
            AddPrivate(mounts, view.PrivateFolder);
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
        string[] options =
        [
            .. Isolation,
            .. environment.SelectMany(variable => (string[])["--setenv", variable.Key, variable.Value]),
            .. mounts.Options,
            "--remount-ro",
            folders.Root,
            "--remount-ro",
            "/",
            "--chdir",
            spec.Folder,
        ];
        return (
            [
                Program ?? throw new ExecutionStartException(Missing),
                "--args",
                NativeSpawn.InputDescriptor.ToString(CultureInfo.InvariantCulture),
                "--",
                "/bin/sh",
                "-c",
                Script,
                "sh",
            ],
            Encoding.UTF8.GetBytes(string.Concat(options.Select(option => option + '\0')))
        );
    }

    private static string[] Isolation =>
        [
            "--clearenv",
            "--unshare-user",
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
        ];

    /// <summary>
    /// Gives the execution its own folders for temporary files and as its home. They are on disk, so they take no memory.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private static void AddPrivate(SandboxMounts mounts, string folder)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp"));
        temporary.UnixFileMode = (UnixFileMode)Convert.ToInt32("1777", 8);
        foreach (var place in (string[])["/tmp", "/var/tmp", Path.TrimEndingDirectorySeparator(Path.GetTempPath())])
        {
            mounts.Share(temporary.FullName, place);
        }

        if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home)
        {
            mounts.Share(Directory.CreateDirectory(Path.Combine(folder, "home")).FullName, home);
        }
    }

    private static async Task<string?> ProbeAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Executions can run in a sandbox on Linux only.";
        }

        if (Program is not { } program)
        {
            return Missing;
        }

        var start = new ProcessStartInfo(program, [.. Isolation, "--ro-bind", "/", "/", "--proc", "/proc", "--", "/bin/sh", "-c", "exit 0"])
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
            : $"bubblewrap cannot create a sandbox on this machine: {(await said).Trim()} Allow unprivileged user namespaces, then "
                + "restart the server.";
    }
}
