using System.Runtime.CompilerServices;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>A job's log, and the last state of the job that was seen while the log was read.</summary>
internal sealed class FollowedLog(CommandContext context, string jobId, Job? seen = null)
{
    public Job? Seen { get; private set; } = seen;

    public async IAsyncEnumerable<LogLine> ReadAsync(LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hasOutput = false;
        await foreach (var line in context.Domino.Jobs.StreamLogsAsync(jobId, options, cancellationToken))
        {
            context.Log.Connected();
            if (options.Follow && !hasOutput && (line.Type == LogType.Stdout || line.Type == LogType.Stderr))
            {
                // A job that writes has started, which the state from before the log does not tell.
                hasOutput = true;
                Seen = await context.Domino.Jobs.GetAsync(jobId, cancellationToken);
            }

            yield return line;
        }
    }
}
