using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Apache.Arrow;
using DominoDataLab.LocalServer.Data.Arrow;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Sql;

/// <summary>
/// One query. A thread of its own reads from the database ahead of the client, as far as the channel allows, so that the database and the
/// connection work at the same time.
/// </summary>
internal sealed class QueryRun : IAsyncDisposable
{
    // A message is worth its fixed cost from this size on. Larger ones leave the caches of the processor. With the last rows that are
    // added, most stay below the 512 KiB of a pooled array.
    private const int MaxRowsOfMessage = 32 * 1024;
    private const long MaxBytesOfMessage = 384 * 1024;
    private const int MessagesAhead = 2;

    private static readonly TimeSpan InterruptInterval = TimeSpan.FromMilliseconds(100);

    // Rows that were slow to come are sent at once.
    private static readonly TimeSpan SlowRead = TimeSpan.FromMilliseconds(5);

    private readonly ISqlQuery _query;
    private readonly QueryLimits _limits;
    private readonly IDisposable _place;
    private readonly StatementClock _clock;
    private readonly CancellationTokenRegistration _cancelled;
    private readonly Channel<IpcMessage> _messages = Channel.CreateBounded<IpcMessage>(
        new BoundedChannelOptions(MessagesAhead) { SingleReader = true, SingleWriter = true }
    );
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _reading;
    private bool _isAtEnd;
    private long _rows;
    private long _bytes;

    public QueryRun(ISqlQuery query, QueryLimits limits, IDisposable place, TimeProvider time, CancellationToken cancellationToken)
    {
        (_query, _limits, _place) = (query, limits, place);
        _clock = new StatementClock(time, limits.Timeout, query.Interrupt);
        _cancelled = cancellationToken.Register(query.Interrupt);
        _reading = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Reads the messages: the schema, then the rows. Each message is freed when the next one is asked for.</summary>
    /// <exception cref="QueryException">The statement failed or reached a limit.</exception>
    public async IAsyncEnumerable<IpcMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            using (message)
            {
                yield return message;
            }
        }
    }

    /// <summary>Stops the statement, frees what was not sent, and gives back the query's place.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        while (!_reading.IsCompleted)
        {
            // A database forgets what interrupts it before the statement has started, so this says it again.
            _query.Interrupt();
            await Task.WhenAny(_reading, Task.Delay(InterruptInterval));
        }

        while (_messages.Reader.TryRead(out var message))
        {
            message.Dispose();
        }

        await _cancelled.DisposeAsync();
        _clock.Dispose();
        _query.Dispose();
        _ended.Dispose();
        _place.Dispose();
    }

    private void Run()
    {
        Exception? failure = null;
        try
        {
            var schema = _clock.Measure(_query.Execute);
            foreach (var field in schema.FieldsList.Where(field => !RowsLayout.Supports(field.DataType)))
            {
                throw QueryException.Invalid(
                    $"The column '{field.Name}' can't be sent: its type {field.DataType.Name} is not supported. Cast it to another type."
                );
            }

            Send(new SchemaMessage(schema));
            while (ReadRows() is { } message)
            {
                Send(message);
            }
        }
        catch (Exception e)
        {
            failure = _clock.HasExpired
                ? new QueryException(
                    StatusCode.DeadlineExceeded,
                    $"The statement took longer than {_limits.Timeout.TotalSeconds:0} s, the limit of this source. Ask for less at once."
                )
                : e;
        }

        _messages.Writer.TryComplete(failure);
    }

    private RowsMessage? ReadRows()
    {
        var parts = new List<RecordBatch>();
        try
        {
            long rows = 0,
                bytes = 0;
            while (!_isAtEnd && rows < MaxRowsOfMessage && bytes < MaxBytesOfMessage)
            {
                var started = Stopwatch.GetTimestamp();
                if (_clock.Measure(_query.Read) is not { } part)
                {
                    _isAtEnd = true;
                    break;
                }

                parts.Add(part);
                rows += part.Length;
                bytes += part.Arrays.Sum(array => RowsLayout.Size(array.Data));
                if (_rows == 0 || Stopwatch.GetElapsedTime(started) > SlowRead)
                {
                    break;
                }
            }

            return parts.Count == 0 ? null : Counted(new RowsMessage(parts));
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    private RowsMessage Counted(RowsMessage message)
    {
        _rows += message.Rows;
        _bytes += message.BodyLength;
        return _rows > _limits.Rows ? throw TooLarge($"{_limits.Rows} rows")
            : _bytes > _limits.Bytes ? throw TooLarge($"{_limits.Bytes} bytes")
            : message;
    }

    private static QueryException TooLarge(string limit) =>
        new(StatusCode.ResourceExhausted, $"The result has more than {limit}, the limit of this source. Ask for less, as with LIMIT.");

    private void Send(IpcMessage message)
    {
        try
        {
            // This thread is the query's own, so it may wait.
            _messages.Writer.WriteAsync(message, _ended.Token).AsTask().GetAwaiter().GetResult();
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }
}
