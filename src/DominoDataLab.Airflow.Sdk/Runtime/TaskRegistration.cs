using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>A task of the bundle.</summary>
/// <param name="DagId">The ID of the DAG.</param>
/// <param name="TaskId">The ID of the task, including the prefix of its task group.</param>
/// <param name="Parameters">The types of the data parameters, or null if the task reads its arguments by name.</param>
/// <param name="Bind">Binds the arguments of the stub call. The body runs only when that succeeds.</param>
internal sealed record TaskRegistration(
    string DagId,
    string TaskId,
    IReadOnlyList<Type>? Parameters,
    Func<StubArguments, Func<TaskContext, Task<object?>>> Bind
);
