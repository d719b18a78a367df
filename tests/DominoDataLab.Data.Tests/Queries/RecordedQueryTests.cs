using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Apache.Arrow;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;
using Grpc.Core;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>
/// Queries as the Python package made them: the same tickets and metadata are sent, and the recorded answers lead to the same rows or
/// words.
/// </summary>
public sealed class RecordedQueryTests : QueryTest
{
    private const string Recordings = "recorded-domino-data-6.7.4.json";

    private static readonly Lazy<JsonDocument> Document = new(() => JsonDocument.Parse(File.ReadAllBytes(SharedData.Require(Recordings))));

    /// <summary>Scenarios with a query that are not replayed here, and why.</summary>
    private static readonly Dictionary<string, string> NotReplayed = new()
    {
        ["auth explicit token flight 60 s"] = "deliberate difference: .NET sends the token as authorization (case 95 in WireTests)",
        ["token service refused, query"] = "deliberate difference: .NET sends the API key alone if the token service cannot be reached",
        ["meta headers empty"] = "deliberate difference: an empty variable counts as unset",
        ["auth token file re-read"] = "the file changes between the queries (case 96 in WireTests)",
        ["ticket"] =
            "runs statements by data source ID with overrides, which .NET does through a data source (cases 18 and 46 in WireTests)",
        ["override on a query"] = "changes the overrides between the queries (case 46 in WireTests)",
        ["query long"] = "the statement is recorded by its length only (case 108 in WireTests)",
        ["query common types"] = "the values are recorded as pandas shows them only; the types are those of case 109",
        ["query dictionary batches missing"] = "breaks the stream (FailureTests)",
        ["query large"] = "the answer is not recorded (case 112 in StreamTests)",
        ["query one big batch"] = "the answer is not recorded (case 112 in StreamTests)",
        ["result read twice"] = "deliberate difference: reading twice is an error (case 113 in StreamTests)",
        ["flight unauthenticated for ever"] = "takes a minute of retries (case 116 in FailureTests, with a clock that jumps)",
        ["flight odd streams"] = "breaks the stream (case 118 in FailureTests, case 140 in StreamTests)",
        ["flight slow and compressed"] = "needs a server that waits and compresses (case 140 in StreamTests)",
        ["flight result abandoned"] = "the caller stops reading (case 141 in StreamTests)",
        ["flight connection dies"] = "the connection is cut (case 119 in FailureTests)",
        ["tls trusted"] = "needs a certificate (case 121 in ConnectionTests)",
        ["logging"] = "is about the log (case 137 in the tests of logging)",
        ["logging secrets"] = "is about the log (case 137 in the tests of logging)",
    };

    private static readonly Dictionary<string, StatusCode> StatusOf = new()
    {
        ["FlightInternalError"] = StatusCode.Internal,
        ["FlightUnauthenticatedError"] = StatusCode.Unauthenticated,
        ["FlightUnauthorizedError"] = StatusCode.PermissionDenied,
        ["FlightUnavailableError"] = StatusCode.Unavailable,
        ["FlightTimedOutError"] = StatusCode.DeadlineExceeded,
        ["FlightCancelledError"] = StatusCode.Cancelled,
        ["ArrowInvalid"] = StatusCode.InvalidArgument,
        ["ValueError"] = StatusCode.InvalidArgument,
        ["ArrowKeyError"] = StatusCode.NotFound,
        ["ArrowNotImplementedError"] = StatusCode.Unimplemented,
    };

    private static JsonElement All => Document.Value.RootElement;

    public static TheoryData<string> Scenarios() =>
        SharedData.Folder(Recordings) is null ? ["the recordings"] : [.. Names().Where(name => !NotReplayed.ContainsKey(name))];

    [Fact]
    public void Every_scenario_that_is_not_replayed_exists()
    {
        SharedData.Require(Recordings);
        Assert.Subset(Names().ToHashSet(), NotReplayed.Keys.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_recorded_query_is_sent_and_answered_as_it_was(string scenario)
    {
        SharedData.Require(Recordings);
        var recorded = All.GetProperty("scenarios").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == scenario);
        var exchanges = Flight(recorded).Where(exchange => !exchange.TryGetProperty("left_out", out _)).ToList();
        await using var server = await ScriptedFlightServer.StartAsync((call, number) => AnswerAsync(call, exchanges[number]));
        server.Token = () => NextToken(exchanges.Skip(server.Calls.Count));
        using var folder = new TestFolder();
        using var client = new DominoDataClient(Options(recorded, server, folder));
        var ticket = default(JsonElement);
        var metadata = default(JsonElement);
        for (var i = 0; i < exchanges.Count; i++)
        {
            ticket = exchanges[i].TryGetProperty("ticket", out var own) ? own : ticket;
            metadata = exchanges[i].GetProperty("metadata") is { ValueKind: JsonValueKind.Object } seen ? seen : metadata;
            if (i > 0 && IsRetried(exchanges[i - 1]))
            {
                continue;
            }

            server.DataSource = Body(ticket.GetProperty("datasourceId").GetString()!);
            await CheckAnswerAsync(client, ticket.GetProperty("sqlQuery").GetString()!, exchanges, i);
        }

        CheckRequests(server, exchanges);
        CheckWords(recorded.GetProperty("outcome"), exchanges);
    }

    // The one call of the client is answered by the exchanges up to the first that is not Unauthenticated.
    private static async Task CheckAnswerAsync(DominoDataClient client, string statement, List<JsonElement> exchanges, int number)
    {
        while (IsRetried(exchanges[number]))
        {
            number++;
        }

        var answer = exchanges[number].GetProperty("answer");
        var batches = new List<int>();
        var error = await Record.ExceptionAsync(async () =>
        {
            await using var result = await QueryAsync(client, statement);
            await foreach (var batch in result.ReadBatchesAsync(Stop))
            {
                batches.Add(batch.Length);
            }
        });
        if (answer.TryGetProperty("batches", out var expected))
        {
            Assert.Equal(expected.EnumerateArray().Select(length => length.GetInt32()), batches);
        }

        var (status, words) = Failure(answer);
        if (status is StatusCode.OK)
        {
            Assert.Null(error);
            return;
        }

        var failure = Assert.IsType<DominoQueryException>(error);
        Assert.Equal(status, failure.StatusCode);
        Assert.Equal(words, failure.ServerMessage);
    }

    private static void CheckRequests(ScriptedFlightServer server, List<JsonElement> exchanges)
    {
        Assert.Equal(exchanges.Count, server.Calls.Count);
        var (ticket, metadata) = (default(JsonElement), default(JsonElement));
        foreach (var (call, exchange) in server.Calls.Zip(exchanges))
        {
            ticket = exchange.TryGetProperty("ticket", out var own) ? own : ticket;
            metadata = exchange.GetProperty("metadata") is { ValueKind: JsonValueKind.Object } seen ? seen : metadata;
            Assert.True(JsonElement.DeepEquals(ticket, call.Ticket), call.Ticket.GetRawText());
            Assert.Equal(
                metadata.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!),
                call.Metadata.Where(entry => entry.Key.StartsWith("x-domino", StringComparison.Ordinal) || entry.Key == "authorization")
                    .ToDictionary()
            );
        }
    }

    // What a Python user was told has the words that .NET gives, which the answers above were checked for.
    private static void CheckWords(JsonElement outcome, List<JsonElement> exchanges)
    {
        var told = Messages(outcome).ToList();
        foreach (
            var words in exchanges.Where(exchange => !IsRetried(exchange)).Select(exchange => Failure(exchange.GetProperty("answer")).Words)
        )
        {
            if (words.Length is > 0 and < 200 && told.Count > 0)
            {
                Assert.Contains(told, message => message.Contains(words, StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<string> Messages(JsonElement outcome) =>
        outcome.ValueKind switch
        {
            JsonValueKind.Array => outcome.EnumerateArray().SelectMany(Messages),
            JsonValueKind.Object when outcome.TryGetProperty("message", out var message) => [message.GetString()!],
            _ => [],
        };

    private static DominoDataClientOptions Options(JsonElement scenario, ScriptedFlightServer server, TestFolder folder)
    {
        var variables = All.GetProperty("usual_env").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString());
        foreach (var entry in scenario.GetProperty("env").EnumerateObject())
        {
            variables[entry.Name] = entry.Value.GetString();
        }

        // The default of .NET is DotNet.
        variables.TryAdd("DOMINO_CLIENT_SOURCE", "Python");
        WriteCredentials(folder, Flight(scenario).First().GetProperty("ticket").GetProperty("credentialOverwrites"));
        var options = new DominoDataClientOptions(name =>
            variables
                .GetValueOrDefault(name)
                ?.Replace("127.0.0.1:{http}", new Uri(server.Http).Authority, StringComparison.Ordinal)
                .Replace("127.0.0.1:{refused}", $"127.0.0.1:{FreePort()}", StringComparison.Ordinal)
                .Replace("{flight}", $"{server.FlightPort}", StringComparison.Ordinal)
                .Replace("{raw}", $"{server.FlightPort}", StringComparison.Ordinal)
                .Replace("{tap}", $"{server.FlightPort}", StringComparison.Ordinal)
                .Replace("{tmp}", folder.Path, StringComparison.Ordinal)
        )
        {
            Random = new FixedRandom(0),
        };
        // Look-ups are answered here, whatever host the scenario has for them.
        options.Host = server.Http;
        if (scenario.GetProperty("name").GetString() == "oauth side-car")
        {
            // The key was an argument of the Python client, which had no token service for itself.
            (options.ApiKey, options.TokenService) = ("key-1", null);
        }

        return options;
    }

    // The files had the credentials that the recorded ticket shows.
    private static void WriteCredentials(TestFolder folder, JsonElement credentials)
    {
        string Of(string name) => credentials.TryGetProperty(name, out var value) ? value.GetString()! : "none";
        folder.Write("token", credentials.TryGetProperty("token", out var token) ? token.GetString()! : "token-1  \nsecond line\n");
        folder.Write(
            "aws",
            $"# comment\n[default]\nAWS_ACCESS_KEY_ID: {Of("accessKeyID")}\naws_secret_access_key = "
                + $"{Of("secretAccessKey")}\naws_session_token={Of("sessionToken")}\n"
        );
    }

    private static async Task AnswerAsync(FlightCall call, JsonElement exchange)
    {
        var answer = exchange.GetProperty("answer");
        if (answer.TryGetProperty("schema", out _) || answer.TryGetProperty("messages", out _))
        {
            await call.SendAsync(Table(call));
        }

        var (status, words) = Failure(answer);
        if (status is StatusCode.OK)
        {
            return;
        }

        var failure = answer.TryGetProperty("then", out var then) ? then : answer;
        if (failure.TryGetProperty("error", out var kind))
        {
            var parts = words.Split(". Detail: ");
            await call.EndAsync(
                status,
                words,
                ("x-arrow-status", kind.GetString()!.StartsWith("Flight", StringComparison.Ordinal) ? "5" : "4"),
                ("x-arrow-status-message-bin", parts[0]),
                ("x-arrow-status-detail-bin", parts[1])
            );
            return;
        }

        var trailers = failure
            .GetProperty("trailers")
            .EnumerateArray()
            .Select(trailer => (trailer[0].GetString()!, trailer[1].GetString()!));
        await call.EndAsync(status, Text(failure.GetProperty("grpc_message").GetString()!), [.. trailers]);
    }

    private static (StatusCode Status, string Words) Failure(JsonElement answer)
    {
        var failure = answer.TryGetProperty("then", out var then) ? then : answer;
        if (failure.TryGetProperty("error", out var kind))
        {
            var name = kind.GetString()!;
            var detail =
                name == "FlightServerError" ? "Failed"
                : name.StartsWith("Flight", StringComparison.Ordinal) ? name["Flight".Length..^"Error".Length]
                : "Python exception: (traceback of the server)";
            return (
                StatusOf.GetValueOrDefault(name, StatusCode.Unknown),
                $"{failure.GetProperty("message").GetString()}. Detail: {detail}"
            );
        }

        if (!failure.TryGetProperty("grpc_status", out var status) || status.GetString() == "OK")
        {
            return (StatusCode.OK, "");
        }

        var trailers = failure
            .GetProperty("trailers")
            .EnumerateArray()
            .ToDictionary(trailer => trailer[0].GetString()!, trailer => trailer[1].GetString()!);
        var words = trailers.TryGetValue("x-arrow-status-message-bin", out var message)
            ? trailers.TryGetValue("x-arrow-status-detail-bin", out var added)
                ? $"{message}. Detail: {added}"
                : message
            : Text(failure.GetProperty("grpc_message").GetString()!);
        return (Enum.Parse<StatusCode>(status.GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true), words);
    }

    // A long text is recorded as its letter and its length.
    private static string Text(string recorded) =>
        recorded.Split(" * ") is [[var letter], var count]
            ? new string(letter, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture))
            : recorded;

    private static List<IpcMessage> Table(FlightCall call)
    {
        var name = call.Statement.Split(' ')[^1];
        if (SharedData.Folder(Path.Combine("arrow", name + ".arrow")) is { } file)
        {
            return IpcMessages.Split(File.ReadAllBytes(file));
        }

        var nothing = new Schema.Builder().Build();
        return name switch
        {
            "pokemon" => IpcMessages.Of(Tables.PokemonSchema, Tables.Pokemon()),
            "small_batches" => IpcMessages.Of(Tables.NumbersSchema, Tables.SmallBatches()),
            "empty_result" => IpcMessages.Of(Tables.PokemonSchema),
            "no_columns" => IpcMessages.Of(nothing),
            "OVERRIDES" => IpcMessages.Of(
                Tables.NumbersSchema,
                Tables.Numbers(0, call.Ticket.GetProperty("credentialOverwrites").EnumerateObject().Count())
            ),
            _ when call.Statement.StartsWith("RAW MID", StringComparison.Ordinal) => IpcMessages.Of(
                Tables.NumbersSchema,
                Tables.Numbers(0, 3)
            ),
            _ => throw new InvalidOperationException($"No table for '{call.Statement}'."),
        };
    }

    private static bool IsRetried(JsonElement exchange) => Failure(exchange.GetProperty("answer")).Status is StatusCode.Unauthenticated;

    private static string Body(string id) =>
        All.GetProperty("bodies")
            .EnumerateObject()
            .Select(body => body.Value.ValueKind is JsonValueKind.String ? body.Value.GetString()! : body.Value.GetRawText())
            .First(body => JsonDocument.Parse(body).RootElement.GetProperty("id").GetString() == id);

    // The token that the next call is to have.
    private static string NextToken(IEnumerable<JsonElement> exchanges) =>
        exchanges.First().GetProperty("metadata") is { ValueKind: JsonValueKind.Object } metadata
        && metadata.TryGetProperty("x-domino-jwt", out var token)
            ? token.GetString()!
            : "token-1";

    private static IEnumerable<string> Names() =>
        All.GetProperty("scenarios")
            .EnumerateArray()
            .Where(scenario => Flight(scenario).Any())
            .Select(scenario => scenario.GetProperty("name").GetString()!);

    private static IEnumerable<JsonElement> Flight(JsonElement scenario) =>
        scenario
            .GetProperty("exchanges")
            .EnumerateArray()
            .Where(exchange =>
                exchange.TryGetProperty("metadata", out _) && exchange.TryGetProperty("answer", out _)
                || exchange.TryGetProperty("method", out var method) && method.GetString() == "DoGet"
            );

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
