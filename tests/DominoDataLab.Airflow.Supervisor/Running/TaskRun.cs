using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Rules;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>Starts a bundle for one task and supervises it as Airflow does.</summary>
internal sealed class TaskRun : IAsyncDisposable
{
    private readonly BundleProcess process;
    private readonly JsonObject greeting;
    private readonly TaskStart? start;
    private readonly AirflowState state;
    private readonly SupervisorOptions options;
    private readonly CancellationTokenSource ending = new();
    private readonly StringBuilder standardError = new();
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommChannel? comm;
    private Socket? logs;
    private string? reported;
    private string? serverState;
    private long? terminatedAt;
    private bool killed;

    private TaskRun(BundleCommand command, JsonObject greeting, TaskStart? start, AirflowState state, SupervisorOptions options)
    {
        (this.greeting, this.start, this.state, this.options) = (greeting, start, state, options);
        Record = new TaskRecord(state.Mask);
        process = new BundleProcess(command);
        Completion = SuperviseAsync();
    }

    public int ProcessId => process.Id;

    public TaskRecord Record { get; }

    /// <summary>Gets the task that ends when the process has exited and its sockets are closed.</summary>
    public Task<TaskOutcome> Completion { get; }

    /// <summary>Gets the task that ends when both sockets are connected.</summary>
    public Task Connected => connected.Task;

    public static TaskRun Start(BundleCommand command, TaskStart start, AirflowState state, SupervisorOptions? options = null)
    {
        state.Register(start);
        return new TaskRun(command, start.Message(), start, state, options ?? new SupervisorOptions());
    }

    /// <summary>Starts a bundle with another first frame than that of a task.</summary>
    public static TaskRun Start(BundleCommand command, JsonObject greeting, AirflowState state, SupervisorOptions? options = null) =>
        new(command, greeting, start: null, state, options ?? new SupervisorOptions());

    /// <summary>Ends the task as Airflow does when its state was changed from outside: SIGTERM, and SIGKILL after the grace period.</summary>
    public void Terminate(string state)
    {
        serverState = state;
        Record.AddLog("task", "error", "Server indicated the task shouldn't be running anymore. Terminating process");
        SendSigterm();
    }

    /// <summary>Sends SIGTERM and, after the grace period, SIGKILL, without a change of the task's state.</summary>
    public void SendSigterm()
    {
        terminatedAt = Stopwatch.GetTimestamp();
        ProcessTree.Signal(process.Id, PosixSignal.SIGTERM);
        _ = KillLaterAsync();
    }

    public void CloseComm() => comm?.Close();

    public void CloseLogs() => logs?.Dispose();

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        comm?.Close();
        await process.DisposeAsync();
        await Completion;
        comm?.Dispose();
        logs?.Dispose();
        ending.Dispose();
    }

    private async Task KillLaterAsync()
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        timer.CancelAfter(options.KillAfter);
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            killed = true;
            ProcessTree.Kill(process.Id);
            Record.AddLog("task", "critical", "Task killed!");
        }
    }

    private async Task<TaskOutcome> SuperviseAsync()
    {
        await Task.Yield();
        var printing = Task.WhenAll(PrintAsync(process.StandardOutput, "task.stdout", "info"), PrintAsync(process.StandardError, "task.stderr", "error"));
        var failure = await ConnectAsync();
        var connectedAfter = process.Age;
        Task channels = Task.CompletedTask;
        if (failure is null)
        {
            connected.TrySetResult();
            channels = Task.WhenAll(ServeAsync(), ReadLogsAsync());
        }
        else
        {
            connected.TrySetException(new InvalidOperationException(failure));
            _ = connected.Task.Exception;
        }

        await process.WaitForExitAsync();
        var duration = process.Age;
        var exited = Stopwatch.GetTimestamp();
        await CloseAsync(Task.WhenAll(printing, channels));
        var code = process.ExitCode;
        if (code != 0 && failure is null && reported is null)
        {
            Record.AddLog("task", "warning", $"Process exited abnormally with exit_code {code}");
        }

        return new TaskOutcome
        {
            State = serverState ?? FinalState(code, failure),
            ExitCode = code,
            Exchanges = Record.Exchanges,
            TaskLog = failure is null ? Record.Log : [],
            StandardError = standardError.ToString(),
            SupervisorDied = Record.Died,
            StartFailure = failure,
            MessageFlaws = Record.Flaws,
            DroppedLines = Record.Dropped,
            WasKilled = killed,
            ConnectedAfter = connectedAfter,
            Duration = duration,
            LeftAfter = terminatedAt is { } at ? Stopwatch.GetElapsedTime(at, exited) : null,
            SocketsLingered = Stopwatch.GetElapsedTime(exited),
        };
    }

    /// <summary>Gets the state after section 2.5 of the protocol: what was reported counts, TaskState only after exit code 0.</summary>
    private string FinalState(int code, string? failure)
    {
        var unreported = start?.ShouldRetry == true ? "up_for_retry" : "failed";
        return failure is not null || reported is null || Record.Died is not null ? reported ?? unreported
            : code != 0 && IsTaskState(reported) ? unreported : reported;
    }

    private static bool IsTaskState(string state) => state is "failed" or "skipped" or "removed";

    /// <summary>Accepts both connections.</summary>
    /// <returns>Why it failed, in the words of Airflow's worker log; null if both sockets are connected.</returns>
    private async Task<string?> ConnectAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        limit.CancelAfter(options.StartupTimeout);
        var exit = process.WaitForExitAsync(limit.Token);
        var accepts = Task.WhenAll(process.AcceptCommAsync(limit.Token), process.AcceptLogsAsync(limit.Token));
        await Task.WhenAny(accepts, exit);
        if (accepts.IsCompletedSuccessfully)
        {
            var sockets = await accepts;
            comm = new CommChannel(sockets[0], options.Misbehavior);
            logs = sockets[1];
            return null;
        }

        var failure = process.HasExited ? $"process exited with {process.ExitCode} before connecting" : "process did not connect within timeout";
        await limit.CancelAsync();
        await accepts.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (!process.HasExited)
        {
            SendSigterm();
        }

        return failure;
    }

    private async Task ServeAsync()
    {
        try
        {
            await GreetAsync();
            while (await comm!.ReadAsync(ending.Token) is { } payload)
            {
                if (!await HandleAsync(FrameReader.Request(payload)))
                {
                    return;
                }
            }

            comm.Close();
        }
        catch (FatalInputException fatal)
        {
            Record.Die(fatal.Message);
            comm!.Close();
        }
        catch (StuckException stuck)
        {
            Record.Die(stuck.Message);
            await process.WaitForExitAsync(ending.Token);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process has left, or the test has closed the socket.
        }
    }

    private async Task GreetAsync()
    {
        if (options.Misbehavior.FirstFrameDelay > TimeSpan.Zero)
        {
            await Task.Delay(options.Misbehavior.FirstFrameDelay, ending.Token);
        }

        await comm!.SendAsync(options.Misbehavior.FirstFrame ?? FrameWriter.Reply(0, greeting, error: null), ending.Token);
    }

    /// <returns>false if the connection is closed.</returns>
    private async Task<bool> HandleAsync(RequestFrame frame)
    {
        var body = frame.Body as JsonObject ?? [];
        List<string> flaws = [.. frame.Flaws, .. MessageRules.Flaws(frame.Body)];
        Record.AddFlaws(flaws);
        if (flaws.Count > 0)
        {
            Record.Add(new Exchange(frame.Id, body, Reply: null));
            return true;
        }

        Record.AddFlaws(options.Schema?.Flaws(body) ?? []);
        var misbehavior = options.Misbehavior;
        if (misbehavior.ClosesCommAt?.Invoke(body) == true)
        {
            comm!.Close();
            return false;
        }

        if (misbehavior.IsIgnored?.Invoke(body) == true)
        {
            Record.Add(new Exchange(frame.Id, body, Reply: null));
            return true;
        }

        await (misbehavior.Delay?.Invoke(body) ?? Task.CompletedTask);
        var reply = misbehavior.Answer?.Invoke(body) ?? state.Answer(body);
        Note(body, reply);
        Record.Add(new Exchange(frame.Id, body, reply));
        await comm!.SendAsync(frame.Id, reply, ending.Token);
        return true;
    }

    /// <summary>Takes the state of an acknowledged terminal message. Of several, a success outlasts a later failure.</summary>
    private void Note(JsonObject message, Reply reply)
    {
        var type = message.Text("type");
        if (!TerminalMessages.Contains(type) || reply.Error is not null || (reply.Body as JsonObject)?.Text("type") == "ErrorResponse")
        {
            return;
        }

        if (reported is null)
        {
            _ = EndOvertimeAsync();
        }

        if (reported is null || type != "TaskState")
        {
            reported = TerminalMessages.State(message);
        }

        if (type == "SucceedTask" && start is not null && !state.Assets.Record(message, start.DagId, start.RunId, start.TaskId))
        {
            reported = "failed";
        }
    }

    private async Task EndOvertimeAsync()
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        timer.CancelAfter(options.Overtime);
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            Record.AddLog("task", "error", "Task success overtime reached; terminating process");
            SendSigterm();
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task ReadLogsAsync()
    {
        try
        {
            if (options.Misbehavior.ClosesLogsAtOnce)
            {
                CloseLogs();
                return;
            }

            await options.Misbehavior.LogsHeldUntil;
            await LogChannel.ReadLinesAsync(new NetworkStream(logs!), TakeLine, ending.Token);
            CloseLogs();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process has left, or the test has closed the socket.
        }
    }

    private void TakeLine(ReadOnlyMemory<byte> line)
    {
        if (Record.Died is not null)
        {
            return;
        }

        try
        {
            if (LogRules.Read(line.Span, out var dropped) is { } record)
            {
                Record.AddLog(record);
            }
            else
            {
                Record.AddDropped($"{dropped} {Encoding.UTF8.GetString(line.Span)}");
            }
        }
        catch (FatalInputException fatal)
        {
            Record.Die($"{fatal.Message} {Encoding.UTF8.GetString(line.Span)}");
            comm!.Close();
        }
    }

    private async Task PrintAsync(StreamReader reader, string logger, string level)
    {
        try
        {
            while (await reader.ReadLineAsync(ending.Token) is { } line)
            {
                if (level == "error")
                {
                    lock (standardError)
                    {
                        standardError.AppendLine(line);
                    }
                }

                Record.AddLog(logger, level, line.TrimEnd());
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process has left, or the test has ended.
        }
    }

    /// <summary>Waits until all four sockets are closed, as long as Airflow waits for them.</summary>
    private async Task CloseAsync(Task readers)
    {
        try
        {
            await readers.WaitAsync(options.SocketCleanup, ending.Token);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            Record.AddLog("task", "warning", "Process exited with open sockets; cleaning up after timeout");
        }

        comm?.Close();
        logs?.Dispose();
    }
}
