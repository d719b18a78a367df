using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Bundle;

/// <summary>
/// Runs a <see cref="DominoOperator"/> with what the task was given, or a <see cref="DominoSparkOperator"/> if it says so.
/// </summary>
internal sealed class DominoTask : IAirflowTask
{
    public async Task<object?> ExecuteAsync(TaskContext context)
    {
        try
        {
            var input = await TaskInput.ReadAsync(context);
            var isSpark = input.Choice("operator", Inputs.Operators, false);
            return isSpark
                ? await new DominoSparkOperator(Inputs.ReadSparkJob(input)).ExecuteAsync(context)
                : await new DominoOperator(Inputs.ReadRun(input)).ExecuteAsync(context);
        }
        catch (ArgumentException exception)
        {
            throw new TaskOutcomeException(TaskOutcome.FailWithoutRetry(exception.Message), exception);
        }
    }
}

/// <summary>Runs a <see cref="DominoSparkOperator"/> with what the task was given.</summary>
internal sealed class DominoSparkTask : IAirflowTask
{
    public async Task<object?> ExecuteAsync(TaskContext context)
    {
        try
        {
            return await new DominoSparkOperator(Inputs.ReadSparkJob(await TaskInput.ReadAsync(context))).ExecuteAsync(context);
        }
        catch (ArgumentException exception)
        {
            throw new TaskOutcomeException(TaskOutcome.FailWithoutRetry(exception.Message), exception);
        }
    }
}
