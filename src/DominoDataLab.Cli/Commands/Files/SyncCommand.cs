using System.CommandLine;
using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file sync</c></summary>
internal static class SyncCommand
{
    private static readonly Option<string> Direction = new Option<string>("--direction")
    {
        Description = "Which side is brought up to date: both, the project (upload) or the folder (download)",
        DefaultValueFactory = _ => "both",
    }.AcceptOnlyFromAmong("both", "upload", "download");

    private static readonly Option<string> Conflicts = new Option<string>("--conflicts")
    {
        Description = "Whose version stays where both sides changed; fail: nothing at all is done",
        DefaultValueFactory = _ => "fail",
    }.AcceptOnlyFromAmong("fail", "keep-local", "keep-remote", "keep-both");

    private static readonly Option<bool> Delete = new("--delete")
    {
        Description = "Delete on the other side what was deleted on one; without this it is left.",
    };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show what would be done, and do nothing." };

    public static Command Create() =>
        new ToolCommand(
            "sync",
            "Keeps a folder and a project the same, both ways. .dominoignore says what is left out.",
            "domino file sync --dry-run -p ada/sales",
            "domino file sync reports --delete --conflicts keep-both -p ada/sales"
        )
        {
            SharedOptions.LocalFolder,
            Direction,
            Conflicts,
            Delete,
            DryRun,
            SharedOptions.Project,
        }.Does(async context =>
        {
            var files = context.Project().Files;
            var plan = await files.PlanSyncAsync(context.Get(SharedOptions.LocalFolder), Options(context), context.CancellationToken);
            var isDry = context.Get(DryRun);
            SyncResult? result = null;
            try
            {
                result = isDry || plan.HasConflicts ? null : await files.SyncAsync(plan, context.CancellationToken);
            }
            catch (SyncFailedException e)
            {
                result = e.Result;
                throw;
            }
            finally
            {
                await WriteAsync(context, plan, result);
            }

            if (result is not null)
            {
                await context.SayAsync(
                    $"Uploaded {result.Uploaded}, downloaded {result.Downloaded}, removed {result.Removed} from the project, deleted "
                        + $"{result.Deleted} here; {result.BytesTransferred} bytes. The newest commit is {result.CommitId}."
                );
            }
            else if (plan.HasConflicts)
            {
                await context.SayAsync(
                    "domino: there are conflicts; nothing was done. Settle them, or choose with --conflicts whose version stays."
                );
            }

            return plan.HasConflicts ? ExitCode.Conflict : ExitCode.Success;
        });

    private static SyncOptions Options(CommandContext context) =>
        new()
        {
            Direction = context.Get(Direction) switch
            {
                "upload" => SyncDirection.Upload,
                "download" => SyncDirection.Download,
                _ => SyncDirection.Both,
            },
            Conflicts = context.Get(Conflicts) switch
            {
                "keep-local" => SyncConflictPolicy.KeepLocal,
                "keep-remote" => SyncConflictPolicy.KeepRemote,
                "keep-both" => SyncConflictPolicy.KeepBoth,
                _ => SyncConflictPolicy.Fail,
            },
            Delete = context.Get(Delete),
        };

    private static async Task WriteAsync(CommandContext context, SyncPlan plan, SyncResult? result)
    {
        var actions = plan
            .Actions.Select(action => new SyncActionRow(Word(action.Kind), action.Path, action.NewPath, action.SizeBytes, action.Reason))
            .ToList();
        if (context.IsJson)
        {
            var row = new SyncRow(
                plan.Folder,
                plan.CommitId,
                actions,
                plan.Warnings,
                result is null
                    ? null
                    : new(result.Uploaded, result.Downloaded, result.Removed, result.Deleted, result.BytesTransferred, result.CommitId)
            );
            await context.Data.WriteLineAsync(JsonSerializer.Serialize(row, OutputJson.Written.SyncRow));
            return;
        }

        context.WriteList(
            actions,
            OutputJson.Written.IReadOnlyListSyncActionRow,
            new("Action", row => row.Action),
            new("Bytes", row => row.SizeBytes == 0 ? null : $"{row.SizeBytes}", IsNumber: true),
            new("Path", row => row.NewPath is null ? row.Path : $"{row.Path} to {row.NewPath}"),
            new("Reason", row => row.Reason)
        );
        foreach (var warning in plan.Warnings)
        {
            await context.SayAsync($"warning: {warning}");
        }
    }

    private static string Word(SyncActionKind kind) =>
        kind switch
        {
            SyncActionKind.Upload => "upload",
            SyncActionKind.Download => "download",
            SyncActionKind.RemoveRemote => "remove",
            SyncActionKind.DeleteLocal => "delete",
            SyncActionKind.RenameLocal => "rename",
            SyncActionKind.Leave => "leave",
            _ => "conflict",
        };
}

/// <summary>A plan, and what was done of it; no result: nothing was.</summary>
internal sealed record SyncRow(
    string Folder,
    string CommitId,
    IReadOnlyList<SyncActionRow> Actions,
    IReadOnlyList<string> Warnings,
    SyncResultRow? Result
);

internal sealed record SyncActionRow(string Action, string Path, string? NewPath, long SizeBytes, string Reason);

internal sealed record SyncResultRow(int Uploaded, int Downloaded, int Removed, int Deleted, long BytesTransferred, string CommitId);
