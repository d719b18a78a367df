using System.CommandLine;

namespace DominoDataLab.Cli;

/// <summary>Options and arguments that several commands have, each with one meaning.</summary>
internal static class SharedOptions
{
    /// <summary>On every command.</summary>
    public static Option<string> Output { get; } =
        new Option<string>("--output", "-o")
        {
            Description = "table for people, json for programs",
            DefaultValueFactory = _ => "table",
            Recursive = true,
        }.AcceptOnlyFromAmong("table", "json");

    public static Option<string?> Project { get; } =
        new("--project", "-p")
        {
            Description = "The project: owner/name, or its id [default: DOMINO_PROJECT_OWNER/DOMINO_PROJECT_NAME]",
            HelpName = "owner/name",
        };

    public static Option<string?> Commit { get; } = new("--commit") { Description = "The commit [default: the newest]", HelpName = "id" };

    public static Argument<string> LocalFolder { get; } =
        new("folder") { Description = "The folder on this machine", DefaultValueFactory = _ => "." };

    public static Argument<string> JobId { get; } = new("job-id") { Description = "The job's id, 24 hexadecimal digits." };

    public static Option<string> Data { get; } =
        new("--data")
        {
            Description = "The server's data folder",
            HelpName = "folder",
            DefaultValueFactory = _ => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".domino", "server"),
        };
}
