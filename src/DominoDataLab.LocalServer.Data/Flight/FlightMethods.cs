using DominoDataLab.LocalServer.Data.Arrow;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>
/// The one method of Arrow Flight that Domino's clients call. It is described by hand, because the messages of the stock Flight package
/// copy each body several times.
/// </summary>
internal sealed class FlightMethods : IServiceMethodProvider<FlightService>
{
    private static readonly Method<TicketBytes, IpcMessage> DoGet = new(
        MethodType.ServerStreaming,
        "arrow.flight.protocol.FlightService",
        "DoGet",
        new Marshaller<TicketBytes>((_, _) => throw new NotSupportedException(), context => new(FlightTicket.Deserialize(context))),
        new Marshaller<IpcMessage>(FlightMessage.Serialize, _ => throw new NotSupportedException())
    );

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<FlightService> context) =>
        context.AddServerStreamingMethod(DoGet, [], (service, ticket, stream, call) => service.DoGetAsync(ticket.Bytes, stream, call));
}

/// <summary>The bytes of a ticket: gRPC's messages are classes.</summary>
internal sealed record TicketBytes(ReadOnlyMemory<byte> Bytes);
