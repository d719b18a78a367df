using DominoDataLab.LocalServer.Data.Arrow;
using DominoDataLab.LocalServer.Data.Sql;
using DominoDataLab.LocalServer.Hosting;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>Answers queries over Arrow Flight.</summary>
internal sealed partial class FlightService(
    SqlQueries queries,
    FlightFaults faults,
    LocalDataSourcesOptions options,
    ILogger<FlightService> logger
)
{
    public async Task DoGetAsync(ReadOnlyMemory<byte> ticketBytes, IServerStreamWriter<IpcMessage> stream, ServerCallContext call)
    {
        try
        {
            await AnswerAsync(ticketBytes, stream, call);
        }
        catch (RpcException)
        {
            throw;
        }
        catch (QueryException e)
        {
            throw FlightErrors.Create(e.Code, e.Message);
        }
        catch (DomainException e)
        {
            throw FlightErrors.Create(CodeOf(e.Kind), e.Message);
        }
        catch (OperationCanceledException) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw FlightErrors.Create(
                StatusCode.DeadlineExceeded,
                $"The query was ended because its result was not read for {options.IdleTimeout.TotalSeconds:0} s. Read it faster, or ask "
                    + $"for less."
            );
        }
        catch (Exception e) when (call.CancellationToken.IsCancellationRequested)
        {
            // Nobody reads this: the client has ended the call.
            throw FlightErrors.Create(StatusCode.Aborted, e.Message);
        }
        catch (Exception e)
        {
            var id = call.GetHttpContext().TraceIdentifier;
            Failed(logger, id, e);
            throw FlightErrors.Create(StatusCode.Internal, $"The server failed at this query, which it logged as {id}.");
        }
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> ticketBytes, IServerStreamWriter<IpcMessage> stream, ServerCallContext call)
    {
        var ticket = FlightTicket.Parse(ticketBytes);
        var caller = call.GetHttpContext().Caller();
        var fault = faults.Take(ticket.SourceId);
        fault?.ThrowAt(0);
        await using var result = await queries.StartAsync(ticket, caller, call.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        var sent = 0;
        await foreach (var message in result.ReadAsync(call.CancellationToken))
        {
            patience.CancelAfter(options.IdleTimeout);
            await stream.WriteAsync(message, patience.Token);
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            fault?.ThrowAt(++sent);
        }
    }

    private static StatusCode CodeOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Invalid => StatusCode.InvalidArgument,
            ErrorKind.Forbidden => StatusCode.PermissionDenied,
            ErrorKind.NotFound => StatusCode.NotFound,
            ErrorKind.TooMany => StatusCode.ResourceExhausted,
            ErrorKind.Unavailable or ErrorKind.BadGateway => StatusCode.Unavailable,
            _ => StatusCode.Internal,
        };

    [LoggerMessage(Level = LogLevel.Error, Message = "A query failed (request {RequestId})")]
    private static partial void Failed(ILogger logger, string requestId, Exception reason);
}
