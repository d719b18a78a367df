using System.Text.Json.Nodes;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Malformed;

/// <summary>
/// Whatever a server answers to whatever operation, the call ends with a result that is whole, or with the library's own exception.
/// </summary>
public sealed class MalformedResponseTests
{
    private const int MaxRequests = 40;

    private static readonly ResponseTemplates Templates = new();
    private static readonly SemaphoreSlim Learning = new(1);

    // In place of a response as a whole.
    private static readonly (string Name, ScriptedReply Reply)[] Bodies =
    [
        ("an empty object", new("{}")),
        ("an empty array", new("[]")),
        ("null", new("null")),
        ("an array with null", new("[null]")),
        ("data that is null", new("""{"data":null}""")),
        ("an array with a number", new("[1]")),
        ("a number", new("5")),
        ("a string", new("\"text\"")),
        ("half a surrogate pair", new("\"\\ud800\"")),
        ("a name that is half a surrogate pair", new("""{"\ud800":"\udc00"}""")),
        ("deep nesting", new(new string('[', 500) + new string(']', 500))),
        ("a page", new("<html><title>Log in</title></html>", 200, "text/html")),
        ("a page that is said to be JSON", new("<html><title>Log in</title></html>")),
        ("nothing", new("")),
        ("blanks", new("   \n ")),
        ("a truncated object", new("""{"id":"x","na""")),
        ("an error with half a surrogate pair", new("""{"message":"\ud800 bad"}""", 400)),
        ("an error of errors", new("""{"errors":["\udc00",null,{"a":1}]}""", 422)),
        ("an error that is an array", new("[1]", 500)),
        ("an error that is null", new("null", 503)),
        ("a conflict with an odd path", new("""{"redirectPath":"\ud800//x y"}""", 409)),
    ];

    // In place of each value of a valid response.
    private static readonly string[] Values =
    [
        "null",
        "{}",
        "[]",
        "[null]",
        "5",
        "-1",
        "1e400",
        "9223372036854775807",
        "9007199254740993",
        "\"\"",
        "\"\\ud800\"",
        "\"../../x\"",
        "\"a\\u0000b\"",
        "{\"id\":null}",
    ];

    public static TheoryData<string> Operations => [.. Operation.All.Keys.Except(NeedsAnotherResult)];

    // These take what another operation returned; they send nothing that others do not.
    private static string[] NeedsAnotherResult => ["ProjectFilesClient.SyncAsync(localFolder, plan, options, cancellationToken)"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Any_response_gives_a_whole_result_or_an_exception_of_the_library(string name)
    {
        var operation = Operation.All[name];
        using var folder = new TemporaryTree(("a.txt", "abc"));
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        var calls = 0;
        IReadOnlyList<string> routes;
        await Learning.WaitAsync(Ct);
        try
        {
            routes = await Templates.LearnAsync(answer => CallAsync(operation, folder.Path, answer));
        }
        finally
        {
            Learning.Release();
        }

        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            foreach (var (what, reply) in Bodies)
            {
                await TryAsync(route, what, reply);
            }

            // Look-ups that many operations share are taken apart where they are the operation itself.
            foreach (var (path, body) in operation.Sends(route) ? Mutations(Templates[route]) : [])
            {
                await TryAsync(route, path, new ScriptedReply(body));
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults in {calls} calls:\n{string.Join('\n', faults.Take(40))}");

        async Task TryAsync(string route, string what, ScriptedReply reply)
        {
            calls++;
            var fault = await FaultAsync(
                operation,
                folder.Path,
                request =>
                    ResponseTemplates.RouteOf(request) is var asked && asked == route
                        ? reply
                        : new ScriptedReply(Templates[asked]?.ToJsonString() ?? "null")
            );
            if (fault is not null)
            {
                faults.Add($"{route}, {what}: {fault}");
            }
        }
    }

    private static async Task<string?> FaultAsync(Operation operation, string folder, Func<string, ScriptedReply> answer)
    {
        try
        {
            var results = await CallAsync(operation, folder, answer);
            return results
                .Select((result, index) => ResultCheck.Fault(result, $"result[{index}]"))
                .FirstOrDefault(fault => fault is not null);
        }
        catch (DominoException e)
        {
            return
                e.Message.Contains("LineNumber", StringComparison.Ordinal)
                || e.Message.Contains("System.", StringComparison.Ordinal)
                || e.Message.Contains("DominoDataLab.", StringComparison.Ordinal)
                || e.Message.Any(character => char.IsControl(character) && character != '\n')
                ? $"the message is not fit to be shown: {e.Message}"
                : null;
        }
        catch (EndlessLoopException)
        {
            // A test of its own has the calls that follow a log or a list.
            return null;
        }
        catch (Exception e)
        {
            var origin = e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("DominoDataLab.Client", StringComparison.Ordinal));
            return $"{e.GetType().Name}: {e.Message} {origin?.Trim()}";
        }
    }

    private static async Task<IReadOnlyList<object?>> CallAsync(Operation operation, string folder, Func<string, ScriptedReply> answer)
    {
        using var http = new HttpClient(new ScriptedHandler(answer, MaxRequests)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = "http://localhost:1",
                ApiKey = "the-key",
                MaxRetries = 0,
                TimeProvider = new SkippingClock(TimeSpan.FromMinutes(10)),
                Timeout = TimeSpan.FromHours(1),
            },
            http
        );
        return await operation.CallAsync(client, folder, Ct);
    }

    /// <summary>Each value of the template in turn is replaced by each of the other values, or removed.</summary>
    private static IEnumerable<(string What, string Body)> Mutations(JsonNode? template)
    {
        if (template is null)
        {
            yield break;
        }

        const string Mark = "\"the value to replace\"";
        foreach (var path in Paths(template, []))
        {
            var copy = template.DeepClone();
            var parent = copy;
            foreach (var step in path.Take(path.Count - 1))
            {
                parent = step is int index ? parent[index]! : parent[(string)step]!;
            }

            if (path[^1] is int last)
            {
                parent[last] = JsonNode.Parse(Mark);
            }
            else
            {
                parent[(string)path[^1]] = JsonNode.Parse(Mark);
            }

            var marked = copy.ToJsonString();
            foreach (var value in Values)
            {
                yield return ($"{string.Join('.', path)} = {value}", marked.Replace(Mark, value, StringComparison.Ordinal));
            }

            if (path[^1] is string name)
            {
                ((JsonObject)parent).Remove(name);
                yield return ($"{string.Join('.', path)} removed", copy.ToJsonString());
            }
        }
    }

    private static IEnumerable<List<object>> Paths(JsonNode? node, List<object> path)
    {
        if (path.Count > 0)
        {
            yield return path;
        }

        var children = node switch
        {
            JsonObject map => map.Select(pair => ((object)pair.Key, pair.Value)),
            JsonArray list => list.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            foreach (var inner in Paths(child, [.. path, step]))
            {
                yield return inner;
            }
        }
    }
}
