using System.Text.RegularExpressions;

namespace DominoDataLab.Conformance;

/// <summary>Adds up the outcomes of a run, and says what is to be said about it.</summary>
internal sealed partial class Report(ExchangeChecker checker, IReadOnlyList<Deviation> listed)
{
    private const string Client = "domino-dotnet/";

    private readonly SortedDictionary<string, int> _unlisted = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _undescribedRoutes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _notServed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _extraFields = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _unchecked = new(StringComparer.Ordinal);
    private readonly Dictionary<Deviation, int> _happened = [];
    private readonly SortedSet<string> _covered = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _byClient = new(StringComparer.Ordinal);
    private int _exchanges;
    private int _injected;
    private int _refused;
    private int _requests;
    private int _replies;

    /// <summary>Gets a value that indicates whether every deviation is listed and every listed one happened.</summary>
    public bool IsClean => _unlisted.Count == 0 && listed.All(_happened.ContainsKey);

    public void Add(Exchange exchange)
    {
        _exchanges++;
        if (exchange.Injected)
        {
            _injected++;
            return;
        }

        var outcome = checker.Check(exchange);
        if (outcome.Operation is not { } operation)
        {
            Count(_undescribedRoutes, RouteOf(exchange));
            return;
        }

        if (exchange.Status == 501)
        {
            Count(_notServed, operation.Name);
            return;
        }

        _covered.Add(operation.Name);
        if (exchange.UserAgent.StartsWith(Client, StringComparison.Ordinal))
        {
            _byClient.Add(operation.Name);
        }

        _requests++;
        if (exchange.Status is >= 400 and < 500 && outcome.Request.Count > 0)
        {
            // A wrong request that is told so is what the descriptions ask for.
            _refused++;
        }
        else
        {
            Settle(operation, outcome.Request);
        }

        _replies++;
        Settle(operation, outcome.Reply.Where(finding => finding.Kind != SchemaChecker.Undescribed));
        foreach (var extra in outcome.Reply.Where(finding => finding.Kind == SchemaChecker.Undescribed))
        {
            Count(_extraFields, $"{operation.Name}: {extra.At}");
        }

        foreach (var left in outcome.Unchecked)
        {
            Count(_unchecked, $"{operation.Name}: {left}");
        }
    }

    public void Write(TextWriter output)
    {
        Section(
            output,
            "Operations checked (* called by the client)",
            _covered.Select(name => KeyValuePair.Create(_byClient.Contains(name) ? $"* {name}" : $"  {name}", 0))
        );
        Section(output, "Routes that no file describes", _undescribedRoutes);
        Section(output, "Described, but answered with 501: not served yet", _notServed);
        Section(output, "Could not be checked", _unchecked);
        Section(output, "Reply fields beyond the description (for information)", _extraFields);
        Section(
            output,
            "Deviations listed",
            _happened.ToDictionary(pair => $"{pair.Key.Operation}: {pair.Key.At}: {pair.Key.Kind}: {pair.Key.Reason}", pair => pair.Value)
        );
        Section(
            output,
            "Listed, but no longer happening: take them out of the file",
            listed.Where(one => !_happened.ContainsKey(one)).ToDictionary(one => $"{one.Operation}: {one.At}: {one.Kind}", _ => 0)
        );
        Section(output, "DEVIATIONS NOT LISTED", _unlisted);
        output.WriteLine(
            $"exchanges: {_exchanges}, of them failures asked for: {_injected}, of routes not described: "
                + $"{_undescribedRoutes.Values.Sum()} ({_undescribedRoutes.Count} routes), not served: {_notServed.Values.Sum()}"
        );
        output.WriteLine($"operations covered: {_covered.Count}, of them called by the client: {_byClient.Count}");
        output.WriteLine(
            $"requests checked: {_requests}, of them wrong and refused: {_refused}; replies checked: {_replies}; not checkable: "
                + $"{_unchecked.Values.Sum()}"
        );
        output.WriteLine(
            $"deviations listed: {_happened.Count} ({_happened.Values.Sum()} times), listed in vain: {listed.Count - _happened.Count}, "
                + $"not listed: {_unlisted.Count}"
        );
    }

    private static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static void Section(TextWriter output, string title, IEnumerable<KeyValuePair<string, int>> lines)
    {
        var all = lines.ToList();
        if (all.Count > 0)
        {
            output.WriteLine($"{title}:");
            all.ForEach(line => output.WriteLine($"  {line.Key}{(line.Value > 0 ? $" ({line.Value})" : "")}"));
            output.WriteLine();
        }
    }

    /// <summary>The verb and as much of the path as is not a name: enough to tell routes apart.</summary>
    private static string RouteOf(Exchange exchange)
    {
        var path = OfProject().Match(exchange.Path) is { Success: true } match
            ? $"/v1/{match.Groups["projects"]}{{owner}}/{{project}}/"
                + (match.Groups["area"] is { Success: true } area ? area.Value + (match.Groups["rest"].Length > 0 ? "/..." : "") : "...")
            : string.Join(
                '/',
                exchange.Path.Split('/').Select(segment => segment.Length > 2 && segment.Any(char.IsAsciiDigit) ? "{}" : segment)
            );
        return $"{exchange.Method} {path}";
    }

    [GeneratedRegex(
        "^/v1/(?<projects>projects/)?(?!models/|environments)[^/]+/[^/]+/((?<area>runs?|commits|files|blobs|endpoint)(/(?<rest>.+))?$)?"
    )]
    private static partial Regex OfProject();

    private void Settle(Operation operation, IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            if (listed.FirstOrDefault(one => one.Covers(operation.Name, finding)) is { } known)
            {
                _happened[known] = _happened.GetValueOrDefault(known) + 1;
            }
            else if (
                _unlisted.Keys.FirstOrDefault(key =>
                    key.StartsWith($"{operation.Name}: {finding.At}: {finding.Kind}: ", StringComparison.Ordinal)
                ) is
                { } seen
            )
            {
                _unlisted[seen]++;
            }
            else
            {
                _unlisted[$"{operation.Name}: {finding.At}: {finding.Kind}: {finding.Seen}"] = 1;
            }
        }
    }
}
