using System.CommandLine;

namespace DominoDataLab.Cli;

/// <summary>Options and arguments that several commands have, each with one meaning.</summary>
internal static class SharedOptions
{
    public static Option<string> Output { get; } =
        new Option<string>("--output", "-o")
        {
            Description = "The output format: a table for people, JSON for programs",
            DefaultValueFactory = _ => "table",
            Recursive = true,
        }.OneOf("table", "json");

    public static Option<string?> Project { get; } =
        new("--project", "-p")
        {
            Description =
                "The project's name with its owner, or its ID [default: DOMINO_PROJECT_OWNER/DOMINO_PROJECT_NAME, or the project of the "
                + "synced folder]",
            HelpName = "owner/name",
            Recursive = true,
        };

    public static Option<bool> Utc { get; } = new("--utc") { Description = "Show times in UTC instead of local time", Recursive = true };

    public static Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Log every request, and show errors with all details", Recursive = true };

    public static Option<string?> Commit { get; } =
        new("--commit") { Description = "The commit's ID or its first digits [default: the latest]", HelpName = "id" };

    public static Argument<string> LocalFolder { get; } =
        new("folder") { Description = "The folder on this machine", DefaultValueFactory = _ => "." };

    public static Option<double?> WaitTimeout { get; } =
        new Option<double?>("--timeout") { Description = "The time limit of the wait [default: none]", HelpName = "seconds" }.Checked(
            Number.IsSeconds,
            "a number of seconds, 0 or more"
        );

    public static Option<string> Data { get; } =
        new("--data")
        {
            Description = "The server's data folder",
            HelpName = "folder",
            DefaultValueFactory = _ => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".domino", "server"),
        };
}
