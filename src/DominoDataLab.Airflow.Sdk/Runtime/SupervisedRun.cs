using System.Net.Sockets;
using DominoDataLab.Airflow.Sdk.Logging;
using DominoDataLab.Airflow.Sdk.Packaging;
using DominoDataLab.Airflow.Sdk.Protocol;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>The life of a process that Airflow started: connect, read the first message, answer it, end.</summary>
internal sealed class SupervisedRun(BundleTasks bundle) : IDisposable
{
    private static readonly TimeSpan GreetingLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StoppedFlushLimit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ExitReportLimit = TimeSpan.FromSeconds(20);

    private readonly LogChannel _logs = new();
    private readonly TaskStop _stop = new();
    private int _ending;

    /// <summary>Answers Airflow and ends the process.</summary>
    public async Task<int> RunAsync(StartArguments start)
    {
        ChildProcesses.AdoptOrphans();
        using var loggers = new AirflowLoggerProvider(_logs, LogLevels.FromEnvironment());
        var logger = loggers.CreateLogger("airflow.sdk");
        SupervisorSocket supervisor;
        try
        {
            var sockets = await Task.WhenAll(ConnectAsync(start.Comm), ConnectAsync(start.Logs)).ConfigureAwait(false);
            supervisor = new SupervisorSocket(sockets[0]);
            _logs.Connect(sockets[1]);
        }
        catch (SocketException exception)
        {
            // Nothing else of this reaches the person who looks for it.
            _logs.Abandon();
            await Console
                .Error.WriteLineAsync($"Could not connect to Airflow at {start.Comm} and {start.Logs}: {exception.Message}")
                .ConfigureAwait(false);
            return 1;
        }

        var code = await AnswerAsync(supervisor, loggers, logger).ConfigureAwait(false);
        await EndAsync(supervisor).ConfigureAwait(false);
        ProcessEnd.Exit(code);
        return code;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _logs.Dispose();
    }

    private async Task<int> AnswerAsync(SupervisorSocket supervisor, ILoggerFactory loggers, ILogger logger)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(GreetingLimit);
            var greeting = await supervisor.ReadGreetingAsync(limit.Token).ConfigureAwait(false);
            if (greeting.Problem is { } problem)
            {
                throw new InvalidDataException(problem.Message, problem);
            }

            _ = WatchAsync(supervisor);
            return Supervisor.TypeOf(greeting.Body) switch
            {
                "StartupDetails" => await RunTaskAsync(greeting, supervisor, loggers, logger).ConfigureAwait(false) ? 0 : 1,
                "TaskHandlerParseRequest" => await AnswerParseAsync(supervisor, ParseAnswers.TaskHandlers(greeting.Body, bundle))
                    .ConfigureAwait(false),
                "DagFileParseRequest" => await AnswerParseAsync(supervisor, ParseAnswers.Dags(greeting.Body, bundle)).ConfigureAwait(false),
                var type => Unknown(logger, type),
            };
        }
        catch (OperationCanceledException)
        {
            Log.StartFailed(logger, _stop.Reason ?? $"Airflow sent no message within {GreetingLimit.TotalMinutes} minutes.");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or AirflowException)
        {
            Log.StartFailed(logger, exception.Message);
        }

        return 1;
    }

    private async Task<bool> RunTaskAsync(Frame greeting, SupervisorSocket supervisor, ILoggerFactory loggers, ILogger logger)
    {
        var details = ProtocolJson.Read(greeting.Body, ProtocolJson.Default.StartupDetails, "StartupDetails");
        var report = new TerminalReport(supervisor, logger);
        var task = details.TaskInstance;
        if (bundle.Find(task.DagId, task.TaskId) is not { } registration)
        {
            Log.TaskUnknown(logger, task.DagId, task.TaskId, bundle.Describe());
            return await report.SendAsync(TerminalMessages.End(DateTimeOffset.UtcNow, "removed")).ConfigureAwait(false);
        }

        using var stopping = _stop.Token.Register(() => Log.Stopping(logger, _stop.Reason!));
        var context = new TaskContext(details, supervisor, bundle.Types, loggers, bundle.ParamsOf(task.DagId), _stop.Token);
        var runner = new TaskRunner(context, details.Context, bundle.Types, _stop, report);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => OnProcessExit(runner, report, supervisor);
        return await runner.RunAsync(registration).ConfigureAwait(false);
    }

    private async Task<int> AnswerParseAsync(SupervisorSocket supervisor, Request answer)
    {
        Task reply = supervisor.ExchangeAsync(answer, id: 0, _stop.Token);

        // The answer is complete when it is sent; a DAG processor that closes instead of replying has read it.
        if (await Task.WhenAny(reply, supervisor.Closed).ConfigureAwait(false) == reply)
        {
            await reply.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return 0;
    }

    private async Task WatchAsync(SupervisorSocket supervisor)
    {
        var reason = await supervisor.Closed.ConfigureAwait(false);
        if (Volatile.Read(ref _ending) == 0)
        {
            _stop.SupervisorLost(reason);
        }
    }

    private static int Unknown(ILogger logger, string? type)
    {
        Log.StartFailed(logger, $"Airflow sent the message '{type}', which this version does not know.");
        return 1;
    }

    private async Task EndAsync(SupervisorSocket supervisor)
    {
        Interlocked.Exchange(ref _ending, 1);
        var stopped = _stop.Reason is not null;
        if (stopped)
        {
            await ChildProcesses.StopAsync().ConfigureAwait(false);
        }

        await _logs.CompleteAsync(stopped ? StoppedFlushLimit : FlushLimit).ConfigureAwait(false);
        supervisor.Dispose();
    }

    // The task called Environment.Exit. This is the last chance to say so, and the runtime offers no asynchronous one.
    private void OnProcessExit(TaskRunner runner, TerminalReport report, SupervisorSocket supervisor)
    {
        if (Interlocked.Exchange(ref _ending, 1) == 1)
        {
            return;
        }

        var ended = Task.Run(async () =>
        {
            var acknowledged = await report
                .SendAsync(runner.Abandoned($"The task ended the process with exit code {Environment.ExitCode}."))
                .ConfigureAwait(false);
            await EndAsync(supervisor).ConfigureAwait(false);
            return acknowledged;
        });
        ProcessEnd.Now(ended.Wait(ExitReportLimit) && ended.Result ? 0 : 1);
    }

    private static async Task<Socket> ConnectAsync(System.Net.IPEndPoint address)
    {
        // IPv4 explicitly: Airflow looks the connection up in its process's tables and may miss a dual-stack one.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address).ConfigureAwait(false);
        return socket;
    }
}
