using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace DominoDataLab.Client.Tests.Malformed;

/// <summary>
/// A valid response for every route, with every property that the client reads. They are learned from the client itself: its errors say
/// which value was expected where.
/// </summary>
internal sealed class ResponseTemplates
{
    private const int MaxSteps = 1500;
    private const int MaxDepth = 7;
    private const int MostMembers = 60;

    // No member that the client reads may be an array of arrays, so each one is complained about, and the others stay as they are.
    private const string Probe = "[[]]";

    private static readonly string[] Candidates = ["\"x\"", "1", "true", "{}", "[]", "\"2026-01-01T00:00:00Z\"", "null"];

    private readonly ConcurrentDictionary<string, JsonNode?> _templates = new();
    private readonly Dictionary<string, int> _tried = [];

    private static readonly string[] Names =
    [
        .. typeof(DominoClient)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
            .Select(type => type.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!)
            .SelectMany(context =>
                context
                    .GetType()
                    .GetProperties()
                    .Where(property => property.PropertyType.IsSubclassOf(typeof(JsonTypeInfo)))
                    .Select(property => (JsonTypeInfo)property.GetValue(context)!)
            )
            .Where(type => type.Kind == JsonTypeInfoKind.Object)
            .SelectMany(type => type.Properties)
            .Where(property => !property.IsExtensionData && property.Set is not null)
            .Select(property => property.Name)
            .Order(StringComparer.Ordinal)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    public static string RouteOf(string request) =>
        Operation.Routes.FirstOrDefault(each => each.Pattern.IsMatch(request)).Route ?? Regex.Replace(request, "[0-9a-f]{24}", "{id}");

    public JsonNode? this[string route] => _templates.GetOrAdd(route, _ => JsonNode.Parse(Probe));

    /// <summary>Calls until no response is refused any more, and returns the routes that were asked for.</summary>
    public async Task<IReadOnlyList<string>> LearnAsync(Func<Func<string, ScriptedReply>, Task> call)
    {
        var last = "";
        for (var step = 0; step < MaxSteps; step++)
        {
            var routes = new List<string>();
            try
            {
                await call(request =>
                {
                    var route = RouteOf(request);
                    routes.Add(route);
                    return new ScriptedReply(this[route]?.ToJsonString() ?? "null");
                });
                return Finish(routes);
            }
            catch (InvalidResponseException e)
            {
                last = e.Message;
                Apply(e, e.Route);
            }
            catch (Exception e) when (e is DominoException or EndlessLoopException)
            {
                return Finish(routes);
            }
        }

        throw new InvalidOperationException($"The client refuses whatever it is answered: {last}");
    }

    private List<string> Finish(List<string> routes)
    {
        foreach (var route in routes.Distinct())
        {
            Prune(this[route], "$", null);
        }

        return [.. routes.Distinct()];
    }

    private void Apply(InvalidResponseException e, string route)
    {
        var root = this[route];
        Prune(root, "$", e.JsonPath);
        var steps = Steps(e.JsonPath);
        var expected = e.Expected.EndsWith(" or null", StringComparison.Ordinal) ? e.Expected[..^8] : e.Expected;
        var name = steps.LastOrDefault(step => !step.StartsWith('[')) ?? "";
        JsonNode? value = expected switch
        {
            "a string" => Text(name),
            "a number" or "a whole number" => 1,
            "true or false" => true,
            "a date and time" => "2026-01-01T00:00:00Z",
            "an array" => steps.Count < MaxDepth ? new JsonArray(JsonNode.Parse(Probe)) : new JsonArray(),
            "an object" when steps.Count < MaxDepth => new JsonObject(
                Names.Select(each => KeyValuePair.Create(each, JsonNode.Parse(Probe)))
            ),
            "an object" => null,
            _ => Next(route + e.JsonPath),
        };
        if (steps.Count == 0)
        {
            _templates[route] = value;
            return;
        }

        var parent = root;
        foreach (var step in steps.Take(steps.Count - 1))
        {
            parent = Child(parent, step);
        }

        switch (parent)
        {
            case JsonObject map:
                var key =
                    map.Select(pair => pair.Key).FirstOrDefault(each => each.Equals(steps[^1], StringComparison.OrdinalIgnoreCase))
                    ?? steps[^1];
                if (value is null && expected == "an object")
                {
                    map.Remove(key);
                }
                else
                {
                    map[key] = value;
                }

                // Every name is read, so this is a map and not an object with members.
                if (map.Count == Names.Length && map.Count(pair => pair.Value?.ToJsonString() != Probe) > MostMembers)
                {
                    foreach (var other in map.Select(pair => pair.Key).Where(each => each != key).ToList())
                    {
                        map.Remove(other);
                    }
                }

                break;
            case JsonArray list when value is null:
                list.Clear();
                break;
            case JsonArray list:
                list[int.Parse(steps[^1][1..^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
                break;
            default:
                throw new InvalidOperationException($"{route} has nothing at {e.JsonPath}: {e.Message}");
        }
    }

    private JsonNode? Next(string place)
    {
        var tried = _tried.GetValueOrDefault(place);
        _tried[place] = tried + 1;
        return tried < Candidates.Length
            ? JsonNode.Parse(Candidates[tried])
            : throw new InvalidOperationException($"No value is accepted at {place}.");
    }

    private static JsonNode Text(string name) =>
        name.Equals("version", StringComparison.OrdinalIgnoreCase) ? "9.0.0"
        : name.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? Operation.Id
        : name.Contains("ser", StringComparison.Ordinal) ? "ada"
        : name == "label" ? "BillingTag"
        : name == "path" ? "a.txt"
        : "x";

    private static JsonNode? Child(JsonNode? node, string step) =>
        node switch
        {
            JsonObject map => map.FirstOrDefault(pair => pair.Key.Equals(step, StringComparison.OrdinalIgnoreCase)).Value,
            JsonArray list => list[int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)],
            _ => null,
        };

    /// <summary>Removes the probes that were accepted, up to a path. Returns false when it is reached.</summary>
    private static bool Prune(JsonNode? node, string path, string? until)
    {
        if (path == until)
        {
            return false;
        }

        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                {
                    if (!Prune(value, $"{path}.{name}", until))
                    {
                        return false;
                    }

                    if (value?.ToJsonString() == Probe)
                    {
                        map.Remove(name);
                    }
                }

                return true;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (!Prune(list[i], $"{path}[{i}]", until))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }

    private static List<string> Steps(string path) =>
        [.. Regex.Matches(path, @"\.([^.\[]+)|(\[\d+\])").Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Value)];
}
