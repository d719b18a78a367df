using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>
/// Installs the <c>requirements.txt</c> at a project's root before the command, into a folder that Python looks in first. What names
/// packages of an index alone is installed once for each user and kept; what names files, addresses or options can mean something else
/// tomorrow and is installed for its job.
/// </summary>
/// <remarks>
/// A variable can make pip install another package of the same name. So whatever is kept is used again only where pip has the same
/// configuration and variables, and not at all if one of them names a file of the project.
/// </remarks>
internal sealed partial class Requirements(ExecutionScope scope)
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
        if (await DescribeAsync(python) is not { } description)
        {
            scope.Log.Write(
                $"requirements.txt is not installed: {python} has no pip. Install it (Debian: python3-pip; elsewhere: {python} -m "
                    + "ensurepip), then start the job again. The job uses the Python packages of this machine."
            );
            return null;
        }

        var text = await File.ReadAllTextAsync(file);
        var kept =
            IsFixed(text, scope.Folder) && !ReadsProjectFiles(description)
                ? Path.Combine(scope.KeptPackagesFolder, Key(python, description, text))
                : null;
        if (kept is not null && Directory.Exists(kept))
        {
            scope.Log.Write("The packages of requirements.txt are installed already.");
            Use(kept);
            return null;
        }

        scope.Log.Write("Installing requirements.txt");
        scope.CreateFolder(scope.PackagesFolder);

        // The interpreter itself: what stands in for it, such as a shim of pyenv, may want to write beside itself after pip.
        var code = await InstallWithPipAsync(description.Split('\n')[0]);
        if (scope.Stop.IsRequested)
        {
            return null;
        }

        if (code != 0)
        {
            return $"requirements.txt could not be installed: pip ended with exit code {code}; its output is in the setup log.";
        }

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

    /// <summary>
    /// Returns the path and the version of a Python and the configuration of its pip, from all files and variables that pip reads, a line
    /// each, or null if it does not have pip.
    /// </summary>
    private async Task<string?> DescribeAsync(string python)
    {
        const string Describe = """
            import sys, runpy, pip
            print(sys.executable)
            print(sys.version, pip.__version__, flush=True)
            sys.argv = ["pip", "config", "list"]
            runpy.run_module("pip", run_name="__main__", alter_sys=True)
            """;
        await using var execution = await scope.StartAsync([python, "-c", Describe], variables: PipVariables());
        using var stdout = new StreamReader(execution.Output.Stdout);
        using var stderr = new StreamReader(execution.Output.Stderr);
        var errors = stderr.ReadToEndAsync();
        var description = await stdout.ReadToEndAsync();
        await errors;
        await execution.Completion;
        return description.Length == 0 ? null : description;
    }

    /// <summary>A file of the project must not stand in for a module that pip needs, and pip need not warn of root.</summary>
    private Dictionary<string, string> PipVariables() =>
        new(scope.Variables) { ["PYTHONSAFEPATH"] = "1", ["PIP_ROOT_USER_ACTION"] = "ignore" };

    /// <summary>Two jobs may install the same at once; the first one's is kept.</summary>
    private string Keep(string kept)
    {
        try
        {
            Directory.CreateDirectory(scope.KeptPackagesFolder);
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

    /// <summary>Gets a key for everything that decides which packages are installed.</summary>
    private string Key(string python, string description, string text)
    {
        var settings = Settings()
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => $"{variable.Key}={variable.Value}");
        return Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [python, description, text, .. settings])))
        );
    }

    /// <summary>Gets the variables of the environment, the project and the user. Those that the server sets steer nothing.</summary>
    private IEnumerable<KeyValuePair<string, string>> Settings() =>
        scope.Variables.Where(variable =>
            !variable.Key.StartsWith("DOMINO_", StringComparison.Ordinal)
            && variable.Key is not ("OMP_NUM_THREADS" or "PYTHON_CPU_COUNT" or "PYTHONUNBUFFERED")
        );

    /// <summary>Checks whether the configuration or a variable names a file by its path from the project's root.</summary>
    private bool ReadsProjectFiles(string description) =>
        Words(description).Any(IsOfProject)
        || Settings()
            .Any(variable =>
                IsPath(variable.Key)
                    ? variable.Value.Split(Path.PathSeparator).Contains("") || Words(variable.Value).Any(IsOfProject)
                    : Words(variable.Value).Any(word => word.Contains('/', StringComparison.Ordinal) && IsOfProject(word))
            );

    private static bool IsPath(string name) =>
        name.StartsWith("PIP_", StringComparison.Ordinal)
        || name.StartsWith("PYTHON", StringComparison.Ordinal)
        || name.EndsWith("PATH", StringComparison.Ordinal);

    private static string[] Words(string value) =>
        value.Split((char[])[' ', '\t', '\r', '\n', ':', ';', ',', '=', '\'', '"'], StringSplitOptions.RemoveEmptyEntries);

    private bool IsOfProject(string word) => !Path.IsPathRooted(word) && Path.Exists(Path.Combine(scope.Folder, word));

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
