using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk;

/// <summary>A task that is a class.</summary>
public interface IAirflowTask
{
    /// <summary>Runs the task.</summary>
    /// <param name="context">The task's run, and the clients for XComs, variables and more.</param>
    /// <returns>The value to push as XCom, or null to push nothing, or a <see cref="TaskOutcome"/>.</returns>
    Task<object?> ExecuteAsync(TaskContext context);
}
