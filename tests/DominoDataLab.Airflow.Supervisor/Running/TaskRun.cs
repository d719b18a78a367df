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
    private readonly BundleProcess _process;
    private readonly JsonObject _greeting;
    private readonly TaskStart? _start;
    private readonly AirflowState _state;
    private readonly SupervisorOptions _options;
    private readonly CancellationTokenSource _ending = new();
    private readonly StringBuilder _standardError = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommChannel? _comm;
    private Socket? _logs;
    private string? _reported;
    private string? _serverState;
    private long? _terminatedAt;
    private bool _killed;

    private TaskRun(BundleCommand command, JsonObject greeting, TaskStart? start, AirflowState state, SupervisorOptions options)
    {
        (_greeting, _start, _state, _options) = (greeting, start, state, options);
        Record = new TaskRecord(state.Mask);
        _process = new BundleProcess(command);
        Completion = SuperviseAsync();
    }

    public int ProcessId => _process.Id;

    public TaskRecord Record { get; }

    /// <summary>Gets the task that ends when the process has exited and its sockets are closed.</summary>
    public Task<TaskOutcome> Completion { get; }

    /// <summary>Gets the task that ends when both sockets are connected.</summary>
    public Task Connected => _connected.Task;

    public static TaskRun Start(BundleCommand command, TaskStart start, AirflowState state, SupervisorOptions? options = null)
    {
        state.Register(start);
        return new TaskRun(command, start.Message(), start, state, options ?? new SupervisorOptions());
    }

    /// <summary>Starts a bundle with another first frame than that of a task.</summary>
    public static TaskRun Start(BundleCommand command, JsonObject greeting, AirflowState state, SupervisorOptions? options = null) =>
        new(command, greeting, start: null, state, options ?? new SupervisorOptions());

    /// <summary>
    /// Ends the task as Airflow does when its state was changed from outside: SIGTERM, and SIGKILL after the grace period.
    /// </summary>
    public void Terminate(string state)
    {
        _serverState = state;
        Record.AddLog("task", "error", "Server indicated the task shouldn't be running anymore. Terminating process");
        SendSigterm();
    }

    /// <summary>Sends SIGTERM and, after the grace period, SIGKILL, without a change of the task's state.</summary>
    public void SendSigterm()
    {
        _terminatedAt = Stopwatch.GetTimestamp();
        ProcessTree.Signal(_process.Id, PosixSignal.SIGTERM);
        _ = KillLaterAsync();
    }

    public void CloseComm() => _comm?.Close();

    public void CloseLogs() => _logs?.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _comm?.Close();
        _process.Kill();
        await Completion;
        _process.Dispose();
        _comm?.Dispose();
        _logs?.Dispose();
        _ending.Dispose();
    }

    private async Task KillLaterAsync()
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        timer.CancelAfter(_options.KillAfter);
        try
        {
            await _process.Exit.WaitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            _killed = true;
            ProcessTree.Kill(_process.Id);
            Record.AddLog("task", "critical", "Task killed!");
        }
    }

    private async Task<TaskOutcome> SuperviseAsync()
    {
        await Task.Yield();
        var printing = Task.WhenAll(
            PrintAsync(_process.StandardOutput, "task.stdout", "info"),
            PrintAsync(_process.StandardError, "task.stderr", "error")
        );
        var failure = await ConnectAsync();
        var connectedAfter = _process.Age;
        Task channels = Task.CompletedTask;
        if (failure is null)
        {
            _connected.TrySetResult();
            channels = Task.WhenAll(ServeAsync(), ReadLogsAsync());
        }
        else
        {
            _connected.TrySetException(new InvalidOperationException(failure));
            _ = _connected.Task.Exception;
        }

        await _process.Exit;
        var duration = _process.Age;
        var exited = Stopwatch.GetTimestamp();
        await CloseAsync(Task.WhenAll(printing, channels));
        var code = _process.ExitCode;
        if (code != 0 && failure is null && _reported is null)
        {
            Record.AddLog("task", "warning", $"Process exited abnormally with exit_code {code}");
        }

        return new TaskOutcome
        {
            State = _serverState ?? FinalState(code, failure),
            ExitCode = code,
            Exchanges = Record.Exchanges,
            TaskLog = failure is null ? Record.Log : [],
            StandardError = _standardError.ToString(),
            SupervisorDied = Record.Died,
            StartFailure = failure,
            MessageFlaws = Record.Flaws,
            DroppedLines = Record.Dropped,
            WasKilled = _killed,
            ConnectedAfter = connectedAfter,
            Duration = duration,
            LeftAfter = _terminatedAt is { } at ? Stopwatch.GetElapsedTime(at, exited) : null,
            SocketsLingered = Stopwatch.GetElapsedTime(exited),
        };
    }

    /// <summary>Gets the state after section 2.5 of the protocol: what was reported counts, TaskState only after exit code 0.</summary>
    private string FinalState(int code, string? failure)
    {
        var unreported = _start?.ShouldRetry == true ? "up_for_retry" : "failed";
        return failure is not null || _reported is null || Record.Died is not null ? _reported ?? unreported
            : code != 0 && IsTaskState(_reported) ? unreported
            : _reported;
    }

    private static bool IsTaskState(string _state) => _state is "failed" or "skipped" or "removed";

    /// <summary>Accepts both connections.</summary>
    /// <returns>Why it failed, in the words of Airflow's worker log; null if both sockets are connected.</returns>
    private async Task<string?> ConnectAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        limit.CancelAfter(_options.StartupTimeout);
        var accepts = Task.WhenAll(_process.AcceptCommAsync(limit.Token), _process.AcceptLogsAsync(limit.Token));
        await Task.WhenAny(accepts, _process.Exit);
        if (accepts.IsCompletedSuccessfully)
        {
            var sockets = await accepts;
            _comm = new CommChannel(sockets[0], _options.Misbehavior);
            _logs = sockets[1];
            return null;
        }

        var failure = _process.Exit.IsCompleted
            ? $"process exited with {_process.ExitCode} before connecting"
            : "process did not connect within timeout";
        await limit.CancelAsync();
        await accepts.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (!_process.Exit.IsCompleted)
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
            while (await _comm!.ReadAsync(_ending.Token) is { } payload)
            {
                if (!await HandleAsync(FrameReader.Request(payload)))
                {
                    return;
                }
            }
        }
        catch (FatalInputException fatal)
        {
            Record.Die(fatal.Message);
        }
        catch (StuckException stuck)
        {
            Record.Die(stuck.Message);
            await _process.Exit.WaitAsync(_ending.Token);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process has left, or the test has closed the socket.
        }
        finally
        {
            _comm!.Close();
        }
    }

    private async Task GreetAsync()
    {
        if (_options.Misbehavior.FirstFrameDelay > TimeSpan.Zero)
        {
            await Task.Delay(_options.Misbehavior.FirstFrameDelay, _ending.Token);
        }

        await _comm!.SendAsync(_options.Misbehavior.FirstFrame ?? FrameWriter.Reply(0, _greeting, error: null), _ending.Token);
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

        Record.AddFlaws(_options.Schema?.Flaws(body) ?? []);
        var misbehavior = _options.Misbehavior;
        if (misbehavior.ClosesCommAt?.Invoke(body) == true)
        {
            _comm!.Close();
            return false;
        }

        if (misbehavior.IsIgnored?.Invoke(body) == true)
        {
            Record.Add(new Exchange(frame.Id, body, Reply: null));
            return true;
        }

        await (misbehavior.Delay?.Invoke(body) ?? Task.CompletedTask);
        var reply = misbehavior.Answer?.Invoke(body) ?? _state.Answer(body);
        Note(body, reply);
        Record.Add(new Exchange(frame.Id, body, reply));
        await _comm!.SendAsync(frame.Id, reply, _ending.Token);
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

        if (_reported is null)
        {
            _ = EndOvertimeAsync();
        }

        if (_reported is null || type != "TaskState")
        {
            _reported = TerminalMessages.State(message);
        }

        if (type == "SucceedTask" && _start is not null && !_state.Assets.Record(message, _start.DagId, _start.RunId, _start.TaskId))
        {
            _reported = "failed";
        }
    }

    private async Task EndOvertimeAsync()
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        timer.CancelAfter(_options.Overtime);
        try
        {
            await _process.Exit.WaitAsync(timer.Token);
        }
        catch (OperationCanceledException) when (!_ending.IsCancellationRequested)
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
            if (_options.Misbehavior.ClosesLogsAtOnce)
            {
                CloseLogs();
                return;
            }

            await _options.Misbehavior.LogsHeldUntil;
            await LogChannel.ReadLinesAsync(new NetworkStream(_logs!), TakeLine, _ending.Token);
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
            _comm!.Close();
        }
    }

    private async Task PrintAsync(StreamReader reader, string logger, string level)
    {
        try
        {
            while (await reader.ReadLineAsync(_ending.Token) is { } line)
            {
                if (level == "error")
                {
                    lock (_standardError)
                    {
                        _standardError.AppendLine(line);
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
            await readers.WaitAsync(_options.SocketCleanup, _ending.Token);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            Record.AddLog("task", "warning", "Process exited with open sockets; cleaning up after timeout");
        }

        _comm?.Close();
        _logs?.Dispose();
    }
}
