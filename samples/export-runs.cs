#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// A project's runs as CSV, a column for each statistic of dominostats.json: dotnet run samples/export-runs.cs owner/name > runs.csv
// Without a project it makes one with a few runs. The table goes to standard output, what is said about it to standard error.
using System.Globalization;
using DominoDataLab.Client;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Runs;
using DominoDataLab.LocalServer;

// Without DOMINO_API_HOST, a Domino starts inside this program. From here on nothing depends on which it is.
await using var server = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"))
    ? await LocalDomino.StartAsync()
    : null;
using var domino = server is null
    ? DominoClient.FromEnvironment()
    : new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });

var created =
    args.Length == 0
        ? await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}" })
        : null;
var project = domino.Project(created?.Id ?? args[0]);
try
{
    if (created is not null)
    {
        Console.Error.WriteLine($"Starting three runs in the project {created.Name}");
        await Task.WhenAll(
            Enumerable
                .Range(1, 3)
                .Select(depth =>
                    project.Runs.RunAsync(
                        new StartRunRequest
                        {
                            Command = ["sh", "-c", $"echo '{{\"depth\": {depth}, \"loss\": {1.0 / depth:0.###}}}' > dominostats.json"],
                            Title = $"Depth {depth}, \"first\" try",
                        }
                    )
                )
        );
    }

    var runs = await project.Runs.ListAsync().ToListAsync();
    string[] statistics =
    [
        .. runs.SelectMany(run => run.DiagnosticStatistics?.Data ?? [])
            .Select(statistic => statistic.Key)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
    WriteRow([
        "number",
        "id",
        "title",
        "status",
        "queued",
        "started",
        "completed",
        "secondsInQueue",
        "secondsInExecution",
        "isError",
        .. statistics.Select(name => $"diagnosticStatistics.{name}"),
    ]);
    foreach (var run in runs.OrderBy(run => run.Number))
    {
        WriteRow([
            run.Number,
            run.Id,
            run.Title,
            run.Status,
            Time(run.QueuedAt),
            Time(run.StartedAt),
            Time(run.CompletedAt),
            (run.StartedAt - run.QueuedAt)?.TotalSeconds,
            (run.CompletedAt - run.StartedAt)?.TotalSeconds,
            run.DiagnosticStatistics?.IsError,
            .. statistics.Select(name => run.DiagnosticStatistics?.Data.FirstOrDefault(statistic => statistic.Key == name)?.Value),
        ]);
    }

    Console.Error.WriteLine($"Exported {runs.Count} runs with {statistics.Length} statistics");
}
finally
{
    if (created is not null)
    {
        await domino.Projects.ArchiveAsync(created.Id);
    }
}

static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

static void WriteRow(IEnumerable<object?> cells) =>
    Console.WriteLine(
        string.Join(
            ',',
            cells.Select(cell =>
            {
                var text = Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
                return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
            })
        )
    );
