using System.CommandLine;
using System.Net;
using DominoDataLab.Cli.Commands;
using DominoDataLab.Client;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli;

/// <summary>Runs a command and turns every failure into a message on standard error and an exit code.</summary>
internal static class Failure
{
    /// <summary>Sets the action of a command.</summary>
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
                    await context.SayAsync($"domino: {(context.IsVerbose ? e : Message(e))}");
                    if (code == ExitCode.Unauthorized && context.CredentialSource is { } source)
                    {
                        await context.SayAsync($"The credential comes from: {source}.");
                    }

                    return (int)code;
                }
                catch (Exception e)
                {
                    // This error is unexpected. Its origin helps the maintainer who fixes it.
                    await context.SayAsync($"domino: {e}");
                    return (int)ExitCode.Error;
                }
            }
        );
        return command;
    }

    /// <summary>Runs an action that only writes to standard output.</summary>
    public static ExitCode Guard(TextWriter error, Action write)
    {
        try
        {
            write();
            return ExitCode.Success;
        }
        catch (OutputException e)
        {
            error.WriteLine($"domino: {e.Message}");
            return ExitCode.Error;
        }
    }

    /// <summary>Returns the exit code for the final status of a job.</summary>
    public static ExitCode Code(JobStatus status) =>
        status == JobStatus.Succeeded ? ExitCode.Success
        : status == JobStatus.Failed ? ExitCode.JobFailed
        : status == JobStatus.Stopped ? ExitCode.JobStopped
        : ExitCode.JobError;

    public static ExitCode Code(Exception e) =>
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
            DominoApiException { StatusCode: HttpStatusCode.Conflict } or DominoExistsException or ConflictException => ExitCode.Conflict,
            DominoTimeoutException or WaitTimeoutException => ExitCode.TimedOut,
            DominoConnectionException => ExitCode.Unreachable,
            ArgumentException => ExitCode.Usage,
            _ => ExitCode.Error,
        };

    /// <summary>Returns the message of an error without routes, parameters and advice for programmers.</summary>
    public static string Message(Exception e) =>
        e switch
        {
            DominoException domino => domino.Summary,
            ArgumentException { ParamName: { } parameter } => e.Message.Replace(
                $" (Parameter '{parameter}')",
                "",
                StringComparison.Ordinal
            ),
            _ => e.Message,
        };
}
