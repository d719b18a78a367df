using System.ComponentModel;
using DominoDataLab.LocalServer.Environments;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Runs the scripts of a job's environment around the user's code, in the job's folder and with its variables; what they write is setup log.</summary>
internal sealed class EnvironmentScripts(RevisionRow revision, string folder, IReadOnlyDictionary<string, string> variables, LocalHardwareTier tier, JobLog log, RunningJob running, LocalDominoOptions options)
{
    /// <summary>Runs one of them, if the environment has it; returns why the job can't go on, or null.</summary>
    public async Task<string?> RunAsync(string name)
    {
        if (revision.Definition[name]?.GetValue<string>() is not { Length: > 0 } script || running.StopRequested)
        {
            return null;
        }

        log.Write("prepareoutput", $"Running the environment's {name}");
        try
        {
            using var group = ProcessGroup.Start(["/bin/sh", "-c", script], folder, variables, tier);
            using var stop = running.Reach(group, options);
            var outputs = Task.WhenAll(CopyAsync(group.Process.StandardOutput), CopyAsync(group.Process.StandardError));
            await group.Process.WaitForExitAsync();
            group.KillAll();
            await outputs;
            return group.Process.ExitCode == 0 || running.StopRequested ? null : $"The environment's {name} ended with exit code {group.Process.ExitCode}; its output is in the setup log.";
        }
        catch (Win32Exception e)
        {
            return $"The environment's {name} could not be started: {e.Message}.";
        }
    }

    private async Task CopyAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            log.Write("prepareoutput", line);
        }
    }
}
