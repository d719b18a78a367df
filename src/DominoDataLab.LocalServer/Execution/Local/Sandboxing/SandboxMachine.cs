using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution.Local.Sandboxing;

/// <summary>
/// The files of the machine that a sandbox shows, all of them read-only: the system, and the programs that the server's own environment
/// points to. What an ordinary account cannot read in <c>/etc</c> is left out.
/// </summary>
internal sealed class SandboxMachine(
    InheritedVariables inherited,
    ServerFolders folders,
    LocalDominoOptions options,
    IEnumerable<ISecretFiles> secrets
)
{
    private static readonly string[] System =
    [
        "/bin",
        "/etc",
        "/gnu",
        "/lib",
        "/lib32",
        "/lib64",
        "/libx32",
        "/nix",
        "/opt",
        "/sbin",
        "/snap",
        "/sys",
        "/usr",
    ];

    private static readonly string[] OfEachSandbox = ["/dev", "/proc"];

    // Graphics processors and fast networks; all other devices are bubblewrap's own.
    private static readonly string[] Devices = ["nvidia*", "dri", "kfd", "infiniband"];

    // These variables name places to write to, or places of the account itself.
    private static readonly string[] NoPrograms = ["HOME", "PWD", "OLDPWD", "TMPDIR", "TMP", "TEMP", "XDG_*"];

    // A folder with programs belongs to a larger installation if one of these is beside it.
    private static readonly string[] SignsOfInstallation = ["lib", "lib64", "libexec", "versions", "conda-meta"];

    private readonly string _home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Adds the mounts of the machine to those of a sandbox.</summary>
    public void AddTo(SandboxMounts mounts)
    {
        foreach (var place in System.Where(Path.Exists))
        {
            if (new FileInfo(place).LinkTarget is { } target)
            {
                mounts.Link(place, target);
            }
            else
            {
                mounts.Show(place);
            }
        }

        foreach (var device in Devices.SelectMany(pattern => Directory.EnumerateFileSystemEntries("/dev", pattern)))
        {
            mounts.ShowDevice(device);
        }

        if (File.ResolveLinkTarget("/etc/resolv.conf", returnFinalTarget: true) is { Exists: true } resolver)
        {
            ShowUnlessSystem(mounts, resolver.FullName);
        }

        foreach (var place in Programs().Distinct(StringComparer.Ordinal))
        {
            ShowUnlessSystem(mounts, place);
        }

        HideUnreadable(mounts, "/etc");
        string?[] own = [options.CertificateFile, options.CertificateKeyFile, options.RecordExchangesTo];
        foreach (var secret in own.Concat(secrets.SelectMany(files => files.Paths)).Where(Path.Exists))
        {
            mounts.Hide(File.ResolveLinkTarget(secret!, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(secret!));
        }
    }

    private void ShowUnlessSystem(SandboxMounts mounts, string place)
    {
        // Neither the home folder as a whole nor what is above it, and no data of the server.
        if (
            !System.Concat(OfEachSandbox).Append(folders.Root).Any(system => Contains(system, place))
            && !Contains(place, _home)
            && !Contains(place, folders.Root)
        )
        {
            mounts.Show(place);
        }
    }

    private static bool Contains(string folder, string place) =>
        (place + "/").StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>Finds what the variables point to that executions inherit, and the installations that it is part of.</summary>
    private IEnumerable<string> Programs() =>
        inherited
            .Read()
            .Where(variable => !NoPrograms.Any(pattern => InheritedVariables.Matches(variable.Key, pattern)))
            .SelectMany(variable => variable.Value.Split(Path.PathSeparator))
            .Where(place => Path.IsPathRooted(place) && Path.Exists(place))
            .Select(place => Path.TrimEndingDirectorySeparator(Path.GetFullPath(place)))
            .Distinct(StringComparer.Ordinal)
            .Where(place => !Array.Exists(System, system => Contains(system, place)))
            .SelectMany(place => Linked(place).SelectMany(Installation).Prepend(place).Concat(Installation(place)));

    /// <summary>Finds the folders of the programs that a folder has links to, such as the Python of a virtual environment.</summary>
    private static IEnumerable<string> Linked(string place) =>
        Directory.Exists(place)
            ? new DirectoryInfo(place)
                .EnumerateFiles()
                .Where(file => file.LinkTarget is not null)
                .Select(file => file.ResolveLinkTarget(returnFinalTarget: true))
                .Where(target => target is { Exists: true })
                .Select(target => Path.GetDirectoryName(target!.FullName)!)
                .Distinct(StringComparer.Ordinal)
            : [];

    private static IEnumerable<string> Installation(string folder)
    {
        var parent = Path.GetDirectoryName(folder);
        if (parent is null || !Array.Exists(SignsOfInstallation, sign => Directory.Exists(Path.Combine(parent, sign))))
        {
            return [folder];
        }

        // Beside the programs of ~/.local are the account's own data.
        return Path.GetFileName(parent) == ".local" ? [folder, Path.Combine(parent, "lib")] : [folder, parent];
    }

    private static void HideUnreadable(SandboxMounts mounts, string folder)
    {
        const UnixFileMode Enter = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
        {
            if (entry is DirectoryInfo child && (child.UnixFileMode & Enter) == Enter)
            {
                HideUnreadable(mounts, child.FullName);
            }
            else if ((entry.UnixFileMode & UnixFileMode.OtherRead) == 0 || entry is DirectoryInfo)
            {
                mounts.Hide(entry.FullName);
            }
        }
    }
}
