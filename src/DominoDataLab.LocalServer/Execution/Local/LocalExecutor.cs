using System.ComponentModel;
using System.Runtime.InteropServices;
using DominoDataLab.LocalServer.Execution.Local.Sandboxing;

namespace DominoDataLab.LocalServer.Execution.Local;

/// <summary>Runs commands as processes of this machine.</summary>
internal sealed class LocalExecutor(InheritedVariables inherited, Sandbox sandbox) : IExecutor
{
    private const int ArgumentsTooLong = 7;

    public string Name => "local";

    public string? Limitation => ProcessGroup.Limitation;

    public Task<IExecution> StartAsync(ExecutionSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<IExecution>(new LocalExecution(ProcessGroup.Start(spec, inherited, sandbox.Current)));
        }
        catch (Win32Exception e)
        {
            var reason =
                e.NativeErrorCode == ArgumentsTooLong
                    ? "The command and its environment variables are too long for this system."
                    : $"{Marshal.GetPInvokeErrorMessage(e.NativeErrorCode)}: '{spec.Command[0]}'.";
            throw new ExecutionStartException(reason, e);
        }
    }

    /// <summary>
    /// Processes of an earlier server cannot be followed, because their output is lost. They are ended. They are found by the ID and the
    /// folder, not by the handle: the system may have given the number of a process to another one since.
    /// </summary>
    public Task<IExecution?> ReattachAsync(ExecutionSpec spec, string? handle, CancellationToken cancellationToken)
    {
        ProcessGroup.KillLeftOver(spec.Id, spec.Folder);
        return Task.FromResult<IExecution?>(null);
    }
}
