using System.CommandLine;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino version</c></summary>
internal static class VersionCommand
{
    private static readonly Option<bool> Deployment = new("--deployment") { Description = "Also show the version of the deployment" };

    private static string ToolVersion => typeof(VersionCommand).Assembly.GetName().Version!.ToString(3);

    public static Command Create() =>
        new ToolCommand("version", "Show the version of this tool.") { Deployment }.Does(async context =>
        {
            if (!context.Get(Deployment))
            {
                Write(context.Data, context.IsJson);
                return ExitCode.Success;
            }

            var version = await context.Domino.GetVersionAsync(context.CancellationToken);
            context.WriteOne(
                new VersionRow(ToolVersion, version.Version),
                OutputJson.Written.VersionRow,
                new("domino", row => row.Tool),
                new("deployment", row => row.Deployment)
            );
            return ExitCode.Success;
        });

    /// <summary>Determines whether these arguments ask for the tool's version in one of the usual ways.</summary>
    public static bool IsAskedBy(string[] args, out bool asJson)
    {
        asJson = args is ["version", "-o" or "--output", "json"] or ["version", "-o=json" or "--output=json"];
        return asJson || args is ["version"] or ["--version"] or ["-v"] or ["version", "-o" or "--output", "table"];
    }

    public static void Write(TextWriter output, bool asJson) =>
        output.WriteLine(
            asJson ? JsonSerializer.Serialize(new VersionRow(ToolVersion, null), OutputJson.Written.VersionRow) : $"domino {ToolVersion}"
        );
}
