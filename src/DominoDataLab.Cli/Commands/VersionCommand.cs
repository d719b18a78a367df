using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino version</c></summary>
internal static class VersionCommand
{
    public static string Tool { get; } = typeof(VersionCommand).Assembly.GetName().Version!.ToString(3);

    public static Command Create()
    {
        var command = new Command("version", "The version of this tool, and of the deployment if DOMINO_API_HOST is set.");
        command.SetAction((parsed, cancellationToken) => CommandContext.GuardAsync(parsed, async () =>
        {
            string? deployment = null;
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST")))
            {
                using var domino = Client.DominoClient.FromEnvironment();
                deployment = (await domino.GetVersionAsync(cancellationToken)).Version;
            }

            parsed.Write(new VersionRow(Tool, deployment), OutputJson.Default.VersionRow, () => deployment is null ? [$"domino {Tool}"] : [$"domino {Tool}", $"deployment {deployment}"]);
            return ExitCode.Success;
        }));
        return command;
    }
}
