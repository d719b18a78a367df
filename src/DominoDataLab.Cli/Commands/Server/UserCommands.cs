using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Server;

/// <summary><c>domino server user</c>: the users of a local server. The key in the environment must be an administrator's.</summary>
internal static class UserCommands
{
    private const string Route = "/local/users";

    private static readonly Argument<string> Name = new("name") { Description = "The user's name" };

    private static readonly Option<bool> Administrator = new("--admin") { Description = "Make the user an administrator" };

    public static Command Create() =>
        new("user", "Add, list and remove the users of a local server, and replace their keys.")
        {
            new ToolCommand(
                "add",
                "Add a user and print the user's API key. The server keeps only a hash, so the key cannot be shown again.",
                "domino server user add grace"
            )
            {
                Name,
                Administrator,
            }.Does(async context =>
            {
                var body = new JsonObject { ["name"] = context.Get(Name), ["isAdministrator"] = context.Get(Administrator) };
                var user = await LocalServerApi.SendAsync(context, HttpMethod.Post, Route, body: body);
                context.WriteOne(user.Deserialize(OutputJson.Written.NewUserRow)!, OutputJson.Written.NewUserRow, NewUserRow.Columns);
                await context.SayAsync(
                    $"Keep the key: it is not shown again. To replace it, run: domino server user key {context.Get(Name)}"
                );
                return ExitCode.Success;
            }),
            new ToolCommand("list", "List the users who can log in.", "domino server user list").Does(async context =>
            {
                var users = await LocalServerApi.SendAsync(context, HttpMethod.Get, Route);
                var rows = users.Deserialize(OutputJson.Written.IReadOnlyListUserRow)!;
                await context.WriteListAsync(rows, OutputJson.Written.IReadOnlyListUserRow, "No users.", UserRow.Columns);
                return ExitCode.Success;
            }),
            new ToolCommand(
                "key",
                "Give a user a new API key and print it. The one before it is no longer accepted.",
                "domino server user key grace"
            )
            {
                Name,
            }.Does(async context =>
            {
                var reply = await LocalServerApi.SendAsync(
                    context,
                    HttpMethod.Post,
                    $"{Route}/{Uri.EscapeDataString(context.Get(Name))}",
                    "key"
                );
                await context.Data.WriteLineAsync((string?)reply!["key"]);
                return ExitCode.Success;
            }),
            new ToolCommand(
                "remove",
                "Remove a user's API key, so that the user can no longer log in. The user's projects are kept.",
                "domino server user remove grace"
            )
            {
                Name,
            }.Does(async context =>
            {
                await LocalServerApi.SendAsync(context, HttpMethod.Delete, Route, context.Get(Name));
                await context.SayAsync($"The user '{context.Get(Name)}' was removed.");
                return ExitCode.Success;
            }),
        };
}
