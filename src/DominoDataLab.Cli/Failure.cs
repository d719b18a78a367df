using System.CommandLine;
using System.Net;
using DominoDataLab.Client;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli;

/// <summary>Runs a command; what goes wrong becomes one message on standard error and an exit code.</summary>
internal static class Failure
{
    /// <summary>Gives a command its work.</summary>
    public static Command Does(this Command command, Func<CommandContext, Task<ExitCode>> act)
    {
        Checks.RefuseBlank(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var context = new CommandContext(parsed, cancellationToken);
                try
                {
                    return (int)await act(context);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return (int)ExitCode.Interrupted;
                }
                catch (Exception e)
                    when (e
                            is DominoException
                                or ArgumentException
                                or IOException
                                or UnauthorizedAccessException
                                or InvalidOperationException
                    )
                {
                    var code = Code(e);
                    await context.SayAsync(
                        $"domino: {Message(e)}{(code == ExitCode.Unauthorized && context.CredentialSource is { } source ? $" (The credential is that of {source}.)" : "")}"
                    );
                    return (int)code;
                }
                catch (Exception e)
                {
                    // Nobody foresaw it, so whoever mends it needs to know where it came from.
                    await context.SayAsync($"domino: {e}");
                    return (int)ExitCode.Error;
                }
            }
        );
        return command;
    }

    /// <summary>What the end of a job means to the caller of the tool.</summary>
    public static ExitCode Code(JobStatus status) =>
        status == JobStatus.Succeeded ? ExitCode.Success
        : status == JobStatus.Failed ? ExitCode.JobFailed
        : status == JobStatus.Stopped ? ExitCode.JobStopped
        : ExitCode.JobError;

    private static ExitCode Code(Exception e) =>
        e switch
        {
            JobFailedException failed => Code(failed.Job.Status),
            SyncConflictException => ExitCode.Conflict,
            SyncFailedException { InnerException: { } cause } => Code(cause),
            DominoApiException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden }
            or DominoCredentialException
            or ReloginRequiredException => ExitCode.Unauthorized,
            DominoApiException { StatusCode: HttpStatusCode.NotFound }
            or DominoNotFoundException
            or FileNotFoundException
            or DirectoryNotFoundException => ExitCode.NotFound,
            DominoApiException { StatusCode: HttpStatusCode.Conflict } or DominoExistsException => ExitCode.Conflict,
            DominoTimeoutException or WaitTimeoutException => ExitCode.TimedOut,
            DominoConnectionException => ExitCode.Unreachable,
            ArgumentException => ExitCode.Usage,
            _ => ExitCode.Error,
        };

    // The name of a parameter means nothing to the user of a tool.
    private static string Message(Exception e) =>
        e is ArgumentException { ParamName: { } parameter }
            ? e.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal)
            : e.Message;
}
