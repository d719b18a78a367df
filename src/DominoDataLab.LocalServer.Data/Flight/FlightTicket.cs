using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>The question of a client: a source, a statement, and what replaces the source's own configuration and credentials.</summary>
internal sealed record FlightTicket(
    string SourceId,
    string Sql,
    IReadOnlyDictionary<string, string> Config,
    IReadOnlyDictionary<string, string> Credentials
)
{
    /// <summary>The longest ticket that is read.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const uint TicketField = (1 << 3) | 2;

    /// <summary>The source; never the overrides.</summary>
    public override string ToString() => SourceId;

    /// <summary>Reads the bytes of a protobuf message <c>Ticket</c>.</summary>
    public static ReadOnlyMemory<byte> Deserialize(DeserializationContext context)
    {
        using var input = new CodedInputStream(context.PayloadAsNewBuffer());
        var ticket = ReadOnlyMemory<byte>.Empty;
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == TicketField)
            {
                ticket = input.ReadBytes().Memory;
            }
            else
            {
                input.SkipLastField();
            }
        }

        return ticket;
    }

    /// <summary>Reads a ticket in any spelling of JSON.</summary>
    /// <exception cref="DomainException">The ticket is not valid.</exception>
    public static FlightTicket Parse(ReadOnlyMemory<byte> ticket)
    {
        if (ticket.Length > MaxBytes)
        {
            throw DomainException.Invalid(
                $"The ticket has {ticket.Length} bytes. Shorten the statement: at most {MaxBytes} bytes are read."
            );
        }

        try
        {
            var json =
                JsonNode.Parse(ticket.Span, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw DomainException.Invalid("The ticket must be a JSON object.");
            return new FlightTicket(
                json.RequiredText("datasourceId"),
                json.RequiredText("sqlQuery"),
                json.TextMap("configOverwrites"),
                json.TextMap("credentialOverwrites")
            );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw DomainException.Invalid("The ticket is not valid JSON in UTF-8.");
        }
    }
}
