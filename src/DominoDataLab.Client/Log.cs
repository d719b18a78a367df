using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client;

/// <summary>Every message that the library logs. They name route templates, never values, and no credential.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "{Route} answered {Status} after {Milliseconds:0} ms")]
    public static partial void Sent(ILogger logger, string route, int status, double milliseconds);

    [LoggerMessage(2, LogLevel.Debug, "{Route} was refused with {Status}, request id {RequestId}")]
    public static partial void Refused(ILogger logger, string route, int status, string? requestId);

    [LoggerMessage(3, LogLevel.Information, "{Route} failed. Retrying in {Seconds:0.#} s (retry {Retry})")]
    public static partial void Retrying(ILogger logger, string route, int retry, double seconds);

    [LoggerMessage(4, LogLevel.Warning, "The server's certificate is not checked: anybody on the way can read and change what is sent")]
    public static partial void CertificateUnchecked(ILogger logger);

    [LoggerMessage(5, LogLevel.Warning, "Polling {Subject} failed: {Reason}")]
    public static partial void PollFailed(ILogger logger, string subject, string reason);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "An upload that failed could not be cancelled at the server either; its session ends there by itself: {Reason}"
    )]
    public static partial void UploadNotCancelled(ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Information, "A transfer request failed: {Reason}. Retrying in {Seconds:0.#} s (retry {Retry})")]
    public static partial void TransferRetrying(ILogger logger, int retry, double seconds, string reason);

    [LoggerMessage(
        8,
        LogLevel.Information,
        "The upload has no journal, because the user's cache folder cannot be written or another process uploads the same files. If "
            + "interrupted, it starts over"
    )]
    public static partial void UploadNotResumable(ILogger logger);
}
