using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk;

/// <content>Tasks that take the arguments of the stub call as parameters.</content>
public sealed partial class AirflowBundleBuilder
{
    /// <summary>Adds a task that takes the argument of the stub call and returns nothing.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<T1>(string dagId, string taskId, Func<TaskContext, T1, Task> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            dagId,
            taskId,
            [typeof(T1)],
            arguments =>
            {
                var first = arguments.GetOnly<T1>();
                return context => WithoutResultAsync(task(context, first));
            }
        );
    }

    /// <summary>Adds a task that takes the argument of the stub call and returns a value.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<T1, TResult>(string dagId, string taskId, Func<TaskContext, T1, Task<TResult>> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            dagId,
            taskId,
            [typeof(T1)],
            arguments =>
            {
                var first = arguments.GetOnly<T1>();
                return context => WithResultAsync(task(context, first));
            }
        );
    }

    /// <summary>Adds a task that takes two arguments of the stub call and returns nothing.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<T1, T2>(string dagId, string taskId, Func<TaskContext, T1, T2, Task> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            dagId,
            taskId,
            [typeof(T1), typeof(T2)],
            arguments =>
            {
                var bound = arguments.Expect(2);
                var first = bound.Get<T1>(0);
                var second = bound.Get<T2>(1);
                return context => WithoutResultAsync(task(context, first, second));
            }
        );
    }

    /// <summary>Adds a task that takes two arguments of the stub call and returns a value.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<T1, T2, TResult>(string dagId, string taskId, Func<TaskContext, T1, T2, Task<TResult>> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            dagId,
            taskId,
            [typeof(T1), typeof(T2)],
            arguments =>
            {
                var bound = arguments.Expect(2);
                var first = bound.Get<T1>(0);
                var second = bound.Get<T2>(1);
                return context => WithResultAsync(task(context, first, second));
            }
        );
    }

    /// <summary>Adds a task that takes three arguments of the stub call and returns nothing.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<T1, T2, T3>(string dagId, string taskId, Func<TaskContext, T1, T2, T3, Task> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            dagId,
            taskId,
            [typeof(T1), typeof(T2), typeof(T3)],
            arguments =>
            {
                var bound = arguments.Expect(3);
                var first = bound.Get<T1>(0);
                var second = bound.Get<T2>(1);
                var third = bound.Get<T3>(2);
                return context => WithoutResultAsync(task(context, first, second, third));
            }
        );
    }

    /// <summary>Adds a task that takes three arguments of the stub call and returns a value.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<T1, T2, T3, TResult>(string dagId, string taskId, Func<TaskContext, T1, T2, T3, Task<TResult>> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            dagId,
            taskId,
            [typeof(T1), typeof(T2), typeof(T3)],
            arguments =>
            {
                var bound = arguments.Expect(3);
                var first = bound.Get<T1>(0);
                var second = bound.Get<T2>(1);
                var third = bound.Get<T3>(2);
                return context => WithResultAsync(task(context, first, second, third));
            }
        );
    }

    /// <summary>Adds a task that takes four arguments of the stub call and returns nothing.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<T1, T2, T3, T4>(string dagId, string taskId, Func<TaskContext, T1, T2, T3, T4, Task> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            dagId,
            taskId,
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4)],
            arguments =>
            {
                var bound = arguments.Expect(4);
                var first = bound.Get<T1>(0);
                var second = bound.Get<T2>(1);
                var third = bound.Get<T3>(2);
                var fourth = bound.Get<T4>(3);
                return context => WithoutResultAsync(task(context, first, second, third, fourth));
            }
        );
    }

    /// <summary>Adds a task that takes four arguments of the stub call and returns a value.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<T1, T2, T3, T4, TResult>(
        string dagId,
        string taskId,
        Func<TaskContext, T1, T2, T3, T4, Task<TResult>> task
    )
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            dagId,
            taskId,
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4)],
            arguments =>
            {
                var bound = arguments.Expect(4);
                var first = bound.Get<T1>(0);
                var second = bound.Get<T2>(1);
                var third = bound.Get<T3>(2);
                var fourth = bound.Get<T4>(3);
                return context => WithResultAsync(task(context, first, second, third, fourth));
            }
        );
    }
}
