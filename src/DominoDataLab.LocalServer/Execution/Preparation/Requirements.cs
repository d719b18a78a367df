using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>
/// Installs the <c>requirements.txt</c> at a project's root before the command, into a folder that Python looks in first. What names
/// packages of an index alone is installed once and kept; what names files, addresses or options can mean something else tomorrow and is
/// installed for its job.
/// </summary>
internal sealed partial class Requirements(ExecutionScope scope, string sharedPackages)
{
    /// <summary>Installs them, if the project has any; returns why the job can't go on, or null.</summary>
    public async Task<string?> InstallAsync()
    {
        var file = Path.Combine(scope.Folder, "requirements.txt");
        if (!File.Exists(file) || scope.Stop.IsRequested)
        {
            return null;
        }

        if ((Programs.Find("python3") ?? Programs.Find("python")) is not { } python)
        {
            scope.Log.Write(
                "requirements.txt is not installed: this machine has no python3. Install Python 3 with pip (Debian: python3-pip), then "
                    + "start the job again."
            );
            return null;
        }

        try
        {
            return await InstallAsync(python, file);
        }
        catch (ExecutionStartException e)
        {
            return $"requirements.txt could not be installed: {e.Message}";
        }
    }

    private async Task<string?> InstallAsync(string python, string file)
    {
        if (await VersionAsync(python) is not { } version)
        {
            scope.Log.Write(
                $"requirements.txt is not installed: {python} has no pip. Install it (Debian: python3-pip; elsewhere: {python} -m "
                    + "ensurepip), then start the job again. The job uses the Python packages of this machine."
            );
            return null;
        }

        var text = await File.ReadAllTextAsync(file);
        var kept = IsFixed(text, scope.Folder) ? Path.Combine(sharedPackages, Key(python, version, text)) : null;
        if (kept is not null && Directory.Exists(kept))
        {
            scope.Log.Write("The packages of requirements.txt are installed already.");
            Use(kept);
            return null;
        }

        scope.Log.Write("Installing requirements.txt");
        var code = await InstallWithPipAsync(python);
        if (scope.Stop.IsRequested)
        {
            return null;
        }

        if (code != 0)
        {
            return $"requirements.txt could not be installed: pip ended with exit code {code}; its output is in the setup log.";
        }

        // A file without a requirement leaves no folder.
        Directory.CreateDirectory(scope.PackagesFolder);
        Use(kept is null ? scope.PackagesFolder : Keep(kept));
        return null;
    }

    /// <summary>Installs with pip and returns its exit code.</summary>
    private async Task<int> InstallWithPipAsync(string python)
    {
        List<string> command =
        [
            python,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--target",
            scope.PackagesFolder,
            "-r",
            "requirements.txt",
        ];
        return (await scope.RunSetupAsync(command, PipVariables())).ExitCode;
    }

    /// <summary>Returns the version of a Python that has pip, or null if it does not have pip.</summary>
    private async Task<string?> VersionAsync(string python)
    {
        await using var execution = await scope.StartAsync(
            [python, "-c", "import sys; print(sys.version); import pip"],
            variables: PipVariables()
        );
        using var stdout = new StreamReader(execution.Output.Stdout);
        using var stderr = new StreamReader(execution.Output.Stderr);
        var errors = stderr.ReadToEndAsync();
        var version = await stdout.ReadToEndAsync();
        await errors;
        return (await execution.Completion).ExitCode == 0 ? version : null;
    }

    /// <summary>A file of the project must not stand in for a module that pip needs, and pip need not warn of root.</summary>
    private Dictionary<string, string> PipVariables() =>
        new(scope.Variables) { ["PYTHONSAFEPATH"] = "1", ["PIP_ROOT_USER_ACTION"] = "ignore" };

    /// <summary>Two jobs may install the same at once; the first one's is kept.</summary>
    private string Keep(string kept)
    {
        try
        {
            Directory.Move(scope.PackagesFolder, kept);
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
        var rest = scope.Variables.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
        scope.Variables[name] = string.IsNullOrEmpty(rest) ? place : place + Path.PathSeparator + rest;
    }

    /// <summary>
    /// Gets a key for everything that decides which packages are installed: the file, the Python, and pip's own settings.
    /// </summary>
    private string Key(string python, string version, string text)
    {
        var settings = scope
            .Variables.Where(variable => variable.Key.StartsWith("PIP_", StringComparison.Ordinal))
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => $"{variable.Key}={variable.Value}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [python, version, text, .. settings]))));
    }

    /// <summary>Checks that each line is a comment or the name of a package with versions and conditions.</summary>
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
