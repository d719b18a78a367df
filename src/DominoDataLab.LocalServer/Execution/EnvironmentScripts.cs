using System.ComponentModel;
using DominoDataLab.LocalServer.Environments;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Runs the scripts of a job's environment around the user's code, in the job's folder and with its variables; what they write is setup log.</summary>
internal sealed class EnvironmentScripts(
    RevisionRow revision,
    string jobId,
    string folder,
    IReadOnlyDictionary<string, string> variables,
    LocalHardwareTier tier,
    JobLog log,
    RunningJob running,
    TimeSpan gracePeriod
)
{
    /// <summary>Runs one of them, if the environment has it; returns why the job can't go on, or null.</summary>
    public async Task<string?> RunAsync(string name)
    {
        if (revision.Definition[name]?.GetValue<string>() is not { Length: > 0 } script || running.StopRequested)
        {
            return null;
        }

        log.Write($"Running the environment's {name}");
        try
        {
            using var group = ProcessGroup.Start(["/bin/sh", "-c", script], jobId, folder, variables, tier);
            var code = await Supervision.ToEndAsync(group, running, log, LogTypes.Setup, LogTypes.Setup, gracePeriod);
            return code == 0 || running.StopRequested
                ? null
                : $"The environment's {name} ended with exit code {code}; its output is in the setup log.";
        }
        catch (Win32Exception e)
        {
            return $"The environment's {name} could not be started: {e.Message}.";
        }
    }
}
