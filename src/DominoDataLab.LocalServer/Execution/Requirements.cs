using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>
/// Installs the <c>requirements.txt</c> at a project's root before the command, into a folder that Python looks in first. What names packages of an
/// index alone is installed once and kept; what names files, addresses or options can mean something else tomorrow and is installed for its job.
/// </summary>
internal sealed partial class Requirements(
    ServerFolders folders,
    string jobId,
    string folder,
    Dictionary<string, string> variables,
    LocalHardwareTier tier,
    JobLog log,
    RunningJob running,
    TimeSpan gracePeriod
)
{
    private string Own => Folder(folders, jobId);

    /// <summary>Where the packages of one job are; gone when the job has ended.</summary>
    public static string Folder(ServerFolders folders, string jobId) => Path.Combine(folders.Work, jobId + ".packages");

    /// <summary>Installs them, if the project has any; returns why the job can't go on, or null.</summary>
    public async Task<string?> InstallAsync()
    {
        var file = Path.Combine(folder, "requirements.txt");
        if (!File.Exists(file) || running.StopRequested)
        {
            return null;
        }

        if ((Programs.Find("python3") ?? Programs.Find("python")) is not { } python)
        {
            log.Write(
                "requirements.txt is not installed: this machine has no python3. Install Python 3 with pip (Debian: python3-pip), then start the job again."
            );
            return null;
        }

        try
        {
            return await InstallAsync(python, file);
        }
        catch (Win32Exception e)
        {
            return $"requirements.txt could not be installed: {python} could not be started: {e.Message}.";
        }
    }

    private async Task<string?> InstallAsync(string python, string file)
    {
        var version = new StringBuilder();
        if (await RunAsync([python, "-c", "import sys; print(sys.version); import pip"], version) != 0)
        {
            log.Write(
                $"requirements.txt is not installed: {python} has no pip. Install it (Debian: python3-pip; elsewhere: {python} -m ensurepip), then start the job again. The job uses the Python packages of this machine."
            );
            return null;
        }

        var text = await File.ReadAllTextAsync(file);
        var kept = IsFixed(text, folder) ? Path.Combine(folders.Packages, Key(python, version.ToString(), text)) : null;
        if (kept is not null && Directory.Exists(kept))
        {
            log.Write("The packages of requirements.txt are installed already.");
            Use(kept);
            return null;
        }

        log.Write("Installing requirements.txt");
        var code = await RunAsync([
            python,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--target",
            Own,
            "-r",
            "requirements.txt",
        ]);
        if (running.StopRequested)
        {
            return null;
        }

        if (code != 0)
        {
            return $"requirements.txt could not be installed: pip ended with exit code {code}; its output is in the setup log.";
        }

        // A file without a requirement leaves no folder.
        Directory.CreateDirectory(Own);
        Use(kept is null ? Own : Keep(kept));
        return null;
    }

    /// <summary>Runs a program as the job; what it writes is setup log, or kept.</summary>
    private async Task<int> RunAsync(IReadOnlyList<string> words, StringBuilder? output = null)
    {
        // A file of the project must not stand in for a module that pip needs; whose account the packages are for is nothing to warn of.
        var surroundings = new Dictionary<string, string>(variables) { ["PYTHONSAFEPATH"] = "1", ["PIP_ROOT_USER_ACTION"] = "ignore" };
        using var group = ProcessGroup.Start(words, jobId, folder, surroundings, tier);
        if (output is null)
        {
            return await Supervision.ToEndAsync(group, running, log, LogTypes.Setup, LogTypes.Setup, gracePeriod);
        }

        var errors = group.Process.StandardError.ReadToEndAsync();
        output.Append(await group.Process.StandardOutput.ReadToEndAsync());
        await errors;
        await group.Process.WaitForExitAsync();
        return group.Process.ExitCode;
    }

    /// <summary>Two jobs may install the same at once; the first one's is kept.</summary>
    private string Keep(string kept)
    {
        try
        {
            Directory.Move(Own, kept);
        }
        catch (IOException) when (Directory.Exists(kept))
        {
            // Ours goes with the job.
        }

        return kept;
    }

    private void Use(string packages)
    {
        Prepend("PYTHONPATH", packages);
        Prepend("PATH", Path.Combine(packages, "bin"));
    }

    private void Prepend(string name, string place)
    {
        var rest = variables.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
        variables[name] = string.IsNullOrEmpty(rest) ? place : place + Path.PathSeparator + rest;
    }

    /// <summary>What decides which packages there will be: the file, the Python, and pip's own settings.</summary>
    private string Key(string python, string version, string text)
    {
        var settings = variables
            .Where(variable => variable.Key.StartsWith("PIP_", StringComparison.Ordinal))
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => $"{variable.Key}={variable.Value}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [python, version, text, .. settings]))));
    }

    /// <summary>Whether each line is a comment or a package's name with versions and conditions.</summary>
    private static bool IsFixed(string text, string folder) =>
        text.Split('\n')
            .All(line =>
            {
                var requirement = Comment().Replace(line, "").Trim();
                return requirement.Length == 0 || (Named().IsMatch(requirement) && !Path.Exists(Path.Combine(folder, requirement)));
            });

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[A-Za-z0-9][^/\\@$]*\z")]
    private static partial Regex Named();
}
