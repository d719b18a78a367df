using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.Apps;

/// <summary>An app failed or was stopped while it was waited for.</summary>
public sealed class AppFailedException : DominoException
{
    internal AppFailedException(App app, IReadOnlyList<LogLine> lastLines)
        : base($"App '{app.Name}' ({app.Id}) is not running: its status is {app.Status}." + LogTail.Describe(lastLines)) =>
        (App, LastLogLines) = (app, lastLines);

    /// <summary>Gets the app as it was last polled.</summary>
    public App App { get; }

    /// <summary>Gets the last lines of the log of the app's latest version, in order. Empty if the log was not requested or could not be
    /// read.</summary>
    public IReadOnlyList<LogLine> LastLogLines { get; }
}
