namespace DominoDataLab.Client.Jobs;

/// <summary>Shows the end of a log in an exception's message.</summary>
internal static class LogTail
{
    public static string Describe(IReadOnlyList<LogLine> lastLines) =>
        lastLines.Count == 0 ? "" : " The end of its log:" + string.Concat(lastLines.Select(line => $"{Environment.NewLine}  {line.Text}"));
}
