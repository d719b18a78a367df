using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.Cli;

/// <summary>What a command is given: what was asked, the deployment, where data and talk go, the clock, and when to end.</summary>
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
        _log = new(() => StandardErrorLog.Create(_host));
        _domino = new(Connect);
        // Its log tells of every call, which is asked for.
        _dataClient = new(() => _host.ConnectData(Variable("DOMINO_LOG_LEVEL") is null ? NullLoggerFactory.Instance : Log));
    }

    public CancellationToken CancellationToken { get; }

    public TimeProvider Time => _host.Time;

    /// <summary>Where the command's result goes, and nothing else.</summary>
    public TextWriter Data => _host.Output;

    /// <summary>The deployment that the environment names.</summary>
    public DominoClient Domino => _domino.Value;

    /// <summary>The data sources of the deployment that the environment names.</summary>
    public DominoDataClient DataClient => _dataClient.Value;

    /// <summary>The log, at the level of DOMINO_LOG_LEVEL.</summary>
    public StandardErrorLog Log => _log.Value;

    /// <summary>A log of warnings and errors, a line each; null if nobody watches a terminal.</summary>
    public StandardErrorLog? Warnings() => _host.Error is StatusLine ? StandardErrorLog.Warnings(_host) : null;

    /// <summary>Where the credential came from; null if none was needed yet.</summary>
    public string? CredentialSource => _domino.IsValueCreated ? _domino.Value.DescribeCredential().Source : null;

    public bool IsJson => Get(SharedOptions.Output) == "json";

    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => _parsed.GetValue(argument)!;

    /// <summary>A variable of the environment; one that is empty counts as not set.</summary>
    public string? Variable(string name) => _host.Variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The project that the option names, or else the environment.</summary>
    /// <exception cref="ArgumentException">Neither does.</exception>
    public Client.Projects.ProjectClient Project() =>
        Domino.Project(
            Get(SharedOptions.Project) is { Length: > 0 } given ? given
            : Variable("DOMINO_PROJECT_OWNER") is { } owner && Variable("DOMINO_PROJECT_NAME") is { } name ? $"{owner}/{name}"
            : throw new ArgumentException(
                "Which project? Give --project owner/name (before a job's command), or set DOMINO_PROJECT_OWNER and DOMINO_PROJECT_NAME. "
                    + "'domino project list' shows yours."
            )
        );

    /// <summary>Tells the user something that is no data.</summary>
    public Task SayAsync(string text) => _host.Error.WriteLineAsync(text);

    /// <summary>Shows progress on the terminal until it is disposed. Returns null without a terminal.</summary>
    public TransferLine? Progress() => _host.Error is StatusLine line ? new TransferLine(line) : null;

    /// <summary>Writes a list: one JSON document, or a table.</summary>
    public void WriteList<T>(IReadOnlyList<T> rows, JsonTypeInfo<IReadOnlyList<T>> json, params Column<T>[] columns)
    {
        if (IsJson)
        {
            Data.WriteLine(JsonSerializer.Serialize(rows, json));
        }
        else
        {
            Table.Write(Data, rows, columns, _host.Width);
        }
    }

    /// <summary>Writes rows for people.</summary>
    public void WriteTable<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns) => Table.Write(Data, rows, columns, _host.Width);

    /// <summary>Writes one thing: one JSON document, or a line for each of its columns that has something to say.</summary>
    public void WriteOne<T>(T row, JsonTypeInfo<T> json, params Column<T>[] columns)
    {
        if (IsJson)
        {
            Data.WriteLine(JsonSerializer.Serialize(row, json));
        }
        else
        {
            Table.WriteOne(Data, row, columns);
        }
    }

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

    private DominoClient Connect()
    {
        if (Variable("DOMINO_API_HOST") is null)
        {
            throw new ArgumentException(
                "No deployment is configured. Set DOMINO_API_HOST to its address, such as https://domino.example.com, and "
                    + "DOMINO_USER_API_KEY to your key; "
                    + "or start one on this machine with 'domino server start' and set what it prints."
            );
        }

        return _host.Connect(Log);
    }
}
