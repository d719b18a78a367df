using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Projects;
using DominoDataLab.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.Cli;

/// <summary>Everything a command works with: its options, the deployment, the outputs, the clock, and the cancellation token.</summary>
internal sealed class CommandContext : IDisposable
{
    private readonly ParseResult _parsed;
    private readonly ToolHost _host;
    private readonly Lazy<StandardErrorLog> _log;
    private readonly Lazy<DominoClient> _domino;
    private readonly Lazy<DominoDataClient> _dataClient;

    public CommandContext(ParseResult parsed, CancellationToken cancellationToken)
    {
        (_parsed, CancellationToken) = (parsed, cancellationToken);
        _host = (ToolHost)parsed.InvocationConfiguration;
        _log = new(() => StandardErrorLog.Create(_host, IsVerbose));
        _domino = new(Connect);

        // The log of the data client reports every call, so it is only written on request.
        _dataClient = new(() => _host.ConnectData(IsLogRequested ? Log : NullLoggerFactory.Instance));
    }

    public CancellationToken CancellationToken { get; }

    public TimeProvider Time => _host.Time;

    /// <summary>The output of the command's result, and of nothing else.</summary>
    public TextWriter Data => _host.Output;

    /// <summary>The output of messages.</summary>
    public TextWriter Messages => _host.Error;

    /// <summary>The client of the deployment that the environment names.</summary>
    public DominoClient Domino => _domino.Value;

    /// <summary>The client of the deployment's data sources.</summary>
    public DominoDataClient DataClient => _dataClient.Value;

    /// <summary>The log, at the level of DOMINO_LOG_LEVEL.</summary>
    public StandardErrorLog Log => _log.Value;

    /// <summary>true if the user asked for a log; otherwise, false.</summary>
    public bool IsLogRequested => IsVerbose || Variable("DOMINO_LOG_LEVEL") is not null;

    /// <summary>The source of the credential, or null if none was needed yet.</summary>
    public string? CredentialSource => _domino.IsValueCreated ? _domino.Value.DescribeCredential().Source : null;

    public bool IsJson => Get(SharedOptions.Output) == "json";

    public bool IsVerbose => Get(SharedOptions.Verbose);

    private Table Table => new(Data, _host.Width, Get(SharedOptions.Utc) ? TimeZoneInfo.Utc : Time.LocalTimeZone);

    /// <summary>Creates a log of warnings and errors, or null if messages do not go to a terminal.</summary>
    public StandardErrorLog? Warnings() => _host.Error is StatusLine ? StandardErrorLog.Warnings(_host) : null;

    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => _parsed.GetValue(argument)!;

    /// <summary>Gets an environment variable. One that is empty or blank counts as not set.</summary>
    public string? Variable(string name) => _host.Variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>Gets the project: the one of the option, else of the environment, else of the synced folder that this one is in.</summary>
    /// <exception cref="ArgumentException">No project is named.</exception>
    public ProjectClient Project() =>
        Domino.Project(ProjectOption ?? ProjectVariables ?? SyncedFolder.Find(".")?.ProjectId ?? throw NoProject());

    /// <summary>Gets the project of a folder on this machine: the one of the option, else the one that the folder was synced with, else the
    /// one of the environment.</summary>
    /// <exception cref="ArgumentException">No project is named.</exception>
    public ProjectClient ProjectOf(SyncedFolder? synced) =>
        Domino.Project(ProjectOption ?? synced?.ProjectId ?? ProjectVariables ?? throw NoProject());

    /// <summary>The project that the command line names, or null.</summary>
    public string? ProjectOption => Get(SharedOptions.Project) is { Length: > 0 } given ? given : null;

    /// <summary>
    /// Gets the ID of the commit that the option names by its ID or the first digits of it. Null if the option is not set.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not a commit ID, or several commits begin with it.</exception>
    /// <exception cref="DominoNotFoundException">No commit begins with it.</exception>
    public async Task<string?> CommitAsync(ProjectClient project)
    {
        const int whole = 40;
        var given = Get(SharedOptions.Commit);
        if (given is null or { Length: >= whole } || given.Length < 4 || !given.All(char.IsAsciiHexDigit))
        {
            return given is null || (given.Length == whole && given.All(char.IsAsciiHexDigit))
                ? given
                : throw new ArgumentException($"'{given}' is not a valid commit. Use a commit ID or at least its first 4 digits.");
        }

        var commits = await project
            .Files.ListCommitsAsync(CancellationToken)
            .Where(commit => commit.StartsWith(given, StringComparison.OrdinalIgnoreCase))
            .Take(2)
            .ToListAsync(CancellationToken);
        return commits switch
        {
            [] => throw new DominoNotFoundException("commit", given, "No commit of the project begins with these digits."),
            [var only] => only,
            _ => throw new ArgumentException($"Several commits begin with '{given}'. Use more digits."),
        };
    }

    /// <summary>Writes a message.</summary>
    public Task SayAsync(string text) => _host.Error.WriteLineAsync(text);

    /// <summary>Opens standard output for the bytes of a file.</summary>
    public Stream OpenBinaryOutput() => _host.OpenBinaryOutput();

    /// <summary>Determines whether data or messages go to a terminal.</summary>
    public bool IsTerminal(TextWriter writer) => writer == Data ? _host.Width is not null : writer is StatusLine;

    /// <summary>Shows a status below the last message. Does nothing and returns false if messages do not go to a terminal.</summary>
    public bool ShowStatus(string status)
    {
        (_host.Error as StatusLine)?.Show(status);
        return _host.Error is StatusLine;
    }

    /// <summary>Shows progress on the terminal until it is disposed. Returns null if messages do not go to a terminal.</summary>
    public TransferLine? Progress() => _host.Error is StatusLine line ? new TransferLine(line) : null;

    /// <summary>Writes a list: one JSON document, or a table. An empty table is replaced by a message.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="json">The JSON form of the list.</param>
    /// <param name="empty">The message if there are no rows, such as <c>No jobs.</c></param>
    /// <param name="columns">The columns of the table.</param>
    public async Task WriteListAsync<T>(
        IReadOnlyList<T> rows,
        JsonTypeInfo<IReadOnlyList<T>> json,
        string empty,
        params Column<T>[] columns
    )
    {
        if (IsJson)
        {
            await Data.WriteLineAsync(JsonSerializer.Serialize(rows, json));
        }
        else if (rows.Count == 0)
        {
            await SayAsync(empty);
        }
        else
        {
            Table.Write(rows, columns);
        }
    }

    /// <summary>Writes rows for people.</summary>
    public void WriteTable<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns) => Table.Write(rows, columns);

    /// <summary>Writes one object: a JSON document, or a line for each of its columns that is not empty.</summary>
    public void WriteOne<T>(T row, JsonTypeInfo<T> json, params Column<T>[] columns)
    {
        if (IsJson)
        {
            WriteJson(row, json);
        }
        else
        {
            Table.WriteOne(row, columns);
        }
    }

    public void WriteJson<T>(T row, JsonTypeInfo<T> json) => Data.WriteLine(JsonSerializer.Serialize(row, json));

    public void Dispose()
    {
        if (_domino.IsValueCreated)
        {
            _domino.Value.Dispose();
        }

        if (_dataClient.IsValueCreated)
        {
            _dataClient.Value.Dispose();
        }

        if (_log.IsValueCreated)
        {
            _log.Value.Dispose();
        }
    }

    private string? ProjectVariables =>
        Variable("DOMINO_PROJECT_OWNER") is { } owner && Variable("DOMINO_PROJECT_NAME") is { } name ? $"{owner}/{name}" : null;

    private static ArgumentException NoProject() =>
        new(
            "No project is named. Use --project owner/name, or set DOMINO_PROJECT_OWNER and DOMINO_PROJECT_NAME. "
                + "To list your projects, run: domino project list"
        );

    private DominoClient Connect()
    {
        if (Variable("DOMINO_API_HOST") is null)
        {
            throw new ArgumentException(
                "No deployment is configured. Set DOMINO_API_HOST to its address, such as https://domino.example.com, and "
                    + "DOMINO_USER_API_KEY to your key. To start a deployment on this machine, run: domino server start"
            );
        }

        return _host.Connect(Log);
    }
}
