using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client.Http;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Http;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>Sends requests to the training-set service. Only 200 is a success.</summary>
internal sealed class TrainingSetHttp(DataConnection connection)
{
    private const string AddressSetting = "DOMINO_API_HOST";

    public Task<T> SendAsync<T>(
        HttpMethod method,
        string pathAndQuery,
        byte[]? json,
        string failure,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class =>
        SendAsync(
            method,
            pathAndQuery,
            json,
            failure,
            async reply =>
                await reply.ReadJsonAsync(type).ConfigureAwait(false)
                ?? throw new TrainingSetServerException(reply.Status, failure, null, null, $"{failure}: the service answered null"),
            cancellationToken
        );

    public Task SendAsync(HttpMethod method, string pathAndQuery, string failure, CancellationToken cancellationToken) =>
        SendAsync(method, pathAndQuery, null, failure, _ => Task.FromResult(true), cancellationToken);

    private Task<T> SendAsync<T>(
        HttpMethod method,
        string pathAndQuery,
        byte[]? json,
        string failure,
        Func<DataReply, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        var options = connection.Options;
        var address = ServiceAddress.Join(options.TrainingSetHost, "/trainingset" + pathAndQuery, "training-set service", AddressSetting);
        var request = new DataRequest(method, address, failure["could not ".Length..])
        {
            Destination = Destination.Domino,
            Content = json is null ? null : () => new ByteArrayContent(json) { Headers = { ContentType = new("application/json") } },
            Timeout = new(options.TransferTimeout, nameof(options.TransferTimeout)),
        };
        return connection.SendAsync(
            request,
            async reply =>
                reply.Status == HttpStatusCode.OK
                    ? await read(reply).ConfigureAwait(false)
                    : throw await ErrorAsync(reply, failure).ConfigureAwait(false),
            cancellationToken
        );
    }

    private static async Task<TrainingSetServerException> ErrorAsync(DataReply reply, string failure)
    {
        var body = await reply.ReadTextAsync().ConfigureAwait(false);
        var message = ErrorReader.Parse(body, reply.Message.Content.Headers.ContentType?.MediaType, reply.Secrets).Message;
        var why = message is null ? reply.Unexplained(message ?? "") : $"{message} ({(int)reply.Status})";
        return new TrainingSetServerException(reply.Status, failure, Errors(body), message, $"{failure}: {why}.");
    }

    private static JsonElement? Errors(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("errors", out var errors)
                ? errors.Clone()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
