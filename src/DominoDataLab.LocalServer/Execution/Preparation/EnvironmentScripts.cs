namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>
/// Runs the scripts of a compute environment around the user's code, in the execution's folder and with its variables.
/// Their output goes to the setup log.
/// </summary>
internal static class EnvironmentScripts
{
    public const string PreSetup = "preSetupScript";
    public const string PostSetup = "postSetupScript";
    public const string PreRun = "preRunScript";
    public const string PostRun = "postRunScript";

    /// <summary>All scripts, in the order in which they run.</summary>
    public static readonly IReadOnlyList<string> All = [PreSetup, PostSetup, PreRun, PostRun];

    /// <summary>Runs a script, if the environment has it and no stop is requested. Returns why it failed, or null.</summary>
    public static async Task<string?> RunAsync(ExecutionScope scope, string name)
    {
        if (scope.Environment.Definition[name]?.GetValue<string>() is not { Length: > 0 } script || scope.Stop.IsRequested)
        {
            return null;
        }

        scope.Log.Write($"Running the environment's {name}");
        try
        {
            var (code, _, _) = await scope.RunSetupAsync(["/bin/sh", "-c", script]);
            return code == 0 || scope.Stop.IsRequested
                ? null
                : $"The environment's {name} ended with exit code {code}; its output is in the setup log.";
        }
        catch (ExecutionStartException e)
        {
            return $"The environment's {name} could not be started: {e.Message}";
        }
    }
}
