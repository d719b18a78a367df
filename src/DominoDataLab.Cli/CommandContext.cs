using System.CommandLine;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli;

/// <summary>What every command has: options that all share, where data and talk go, and what errors become.</summary>
internal static class CommandContext
{
    public static Option<string> Output { get; } = new Option<string>("--output", "-o") { Description = "table or json", DefaultValueFactory = _ => "table", Recursive = true }.AcceptOnlyFromAmong("table", "json");

    public static Option<string?> Project { get; } = new("--project", "-p") { Description = "owner/name or id of the project [default: DOMINO_PROJECT_OWNER/DOMINO_PROJECT_NAME]", Recursive = true };

    public static bool IsJson(this ParseResult parsed) => parsed.GetValue(Output) == "json";

    public static string ProjectName(this ParseResult parsed)
    {
        if (parsed.GetValue(Project) is { Length: > 0 } given)
        {
            return given;
        }

        string? owner = Environment.GetEnvironmentVariable("DOMINO_PROJECT_OWNER"), name = Environment.GetEnvironmentVariable("DOMINO_PROJECT_NAME");
        return string.IsNullOrEmpty(owner) || string.IsNullOrEmpty(name) ? throw new ArgumentException("Which project? Give --project owner/name.") : $"{owner}/{name}";
    }

    /// <summary>Writes data: one JSON document, or lines for people.</summary>
    public static void Write<T>(this ParseResult parsed, T value, JsonTypeInfo<T> type, Func<IEnumerable<string>> lines)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.IsJson())
        {
            output.WriteLine(JsonSerializer.Serialize(value, type));
            return;
        }

        foreach (var line in lines())
        {
            output.WriteLine(line);
        }
    }

    /// <summary>A command that talks to a deployment; what goes wrong becomes one message and an exit code.</summary>
    public static Command Does(this Command command, Func<ParseResult, DominoClient, CancellationToken, Task<ExitCode>> act)
    {
        command.SetAction((parsed, cancellationToken) => GuardAsync(parsed, async () =>
        {
            using var domino = DominoClient.FromEnvironment();
            return await act(parsed, domino, cancellationToken);
        }));
        return command;
    }

    public static async Task<int> GuardAsync(ParseResult parsed, Func<Task<ExitCode>> act)
    {
        try
        {
            return (int)await act();
        }
        catch (OperationCanceledException)
        {
            return (int)ExitCode.Interrupted;
        }
        catch (Exception e) when (e is DominoException or ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"domino: {e.Message}");
            return (int)Code(e);
        }
    }

    public static ExitCode Code(JobStatus status) =>
        status == JobStatus.Succeeded ? ExitCode.Success
        : status == JobStatus.Failed ? ExitCode.JobFailed
        : status == JobStatus.Stopped ? ExitCode.JobStopped
        : ExitCode.JobError;

    private static ExitCode Code(Exception e) => e switch
    {
        JobFailedException failed => Code(failed.Job.Status),
        DominoApiException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } or DominoCredentialException => ExitCode.Unauthorized,
        DominoApiException { StatusCode: HttpStatusCode.NotFound } or DominoNotFoundException or FileNotFoundException => ExitCode.NotFound,
        DominoApiException { StatusCode: HttpStatusCode.Conflict } => ExitCode.Conflict,
        DominoTimeoutException => ExitCode.TimedOut,
        DominoConnectionException => ExitCode.Unreachable,
        ArgumentException => ExitCode.Usage,
        _ => ExitCode.Error,
    };
}
