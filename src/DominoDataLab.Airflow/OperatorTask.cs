using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;
using DominoDataLab.Client;

namespace DominoDataLab.Airflow;

/// <summary>Runs both operators: signs in, attaches to the job of an earlier try or starts one, waits, and reports.</summary>
/// <typeparam name="TOptions">The options of the operator.</typeparam>
public abstract class OperatorTask<TOptions> : IAirflowTask
    where TOptions : DominoOperatorOptions
{
    private readonly TOptions _options;

    private protected OperatorTask(TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Gets the ID of the run, which is a job's ID too, or null before it has started.</summary>
    public string? RunId { get; private set; }

    /// <summary>Runs the job and waits for its success.</summary>
    /// <param name="context">The context of the task. Use <see cref="TaskContext.CreateLocal"/> without Airflow.</param>
    /// <returns>A map with <c>run_id</c>, <c>job_id</c>, <c>number</c>, <c>status</c>, <c>output_commit_id</c> and <c>url</c>, or a
    /// <see cref="TaskOutcome"/> if the task waits outside of its process.
    /// </returns>
    /// <exception cref="TaskOutcomeException">The options are wrong, so a retry can't help.</exception>
    /// <exception cref="Client.Jobs.JobFailedException">The job ended as anything but a success.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The job was stopped.</exception>
    /// <exception cref="OperationCanceledException">The task was stopped.</exception>
    public async Task<object?> ExecuteAsync(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var template = new Template(context);
            Check(_options);
            var rendered = await RenderAsync(_options, template).ConfigureAwait(false);
            Check(rendered);
            using var domino = await DominoSession.OpenAsync(context, _options).ConfigureAwait(false);
            var project = domino.Project(_options.Project);
            var job = new JobRun(context, _options, domino, project);
            RunId = await job.FindEarlierAsync().ConfigureAwait(false);
            if (RunId is null)
            {
                await domino.GetVersionAsync(context.CancellationToken).ConfigureAwait(false);
                await PrepareAsync(rendered, project, context.CancellationToken).ConfigureAwait(false);
                await Task.Delay(_options.StartupDelay ?? TimeSpan.Zero, context.CancellationToken).ConfigureAwait(false);
                RunId = await job.StartAsync(() => StartAsync(rendered, project)).ConfigureAwait(false);
            }

            return await job.WaitAsync(RunId, ShowsSetupLog).ConfigureAwait(false);
        }
        catch (Exception exception) when (WrongInput.Is(exception))
        {
            throw new TaskOutcomeException(TaskOutcome.FailWithoutRetry(exception.Message), exception);
        }
    }

    private protected TOptions Options => _options;

    private protected virtual bool ShowsSetupLog => true;

    // Called before anything is sent: with the options as they are, and again when their templates are filled in.
    private protected virtual void Check(TOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Project);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.PollFrequency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPollTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StartupDelay ?? TimeSpan.Zero, TimeSpan.Zero);
    }

    private protected abstract Task<TOptions> RenderAsync(TOptions options, Template template);

    private protected virtual Task PrepareAsync(
        TOptions options,
        Client.Projects.ProjectClient project,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    private protected abstract Task<string> StartAsync(TOptions options, Client.Projects.ProjectClient project);
}
