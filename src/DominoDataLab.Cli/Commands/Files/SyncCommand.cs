using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file sync</c></summary>
internal static class SyncCommand
{
    private static readonly Option<string> Direction = new Option<string>("--direction")
    {
        Description = "The side to update: both, only the project (upload) or only the folder (download)",
        DefaultValueFactory = _ => "both",
    }.OneOf("both", "upload", "download");

    private static readonly Option<string> Conflicts = new Option<string>("--conflicts")
    {
        Description = "The version to keep if both sides changed. With fail, nothing is changed",
        DefaultValueFactory = _ => "fail",
    }.OneOf("fail", "keep-local", "keep-remote", "keep-both");

    private static readonly Option<bool> Delete = new("--delete")
    {
        Description = "Also delete what was deleted on the other side. By default, it is kept",
    };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show the actions without performing them" };

    public static Command Create() =>
        new ToolCommand(
            "sync",
            "Sync a folder with a project in both directions. Files that .dominoignore lists are left out.",
            "domino file sync --dry-run -p ada/sales",
            "domino file sync reports --delete --conflicts keep-both -p ada/sales"
        )
        {
            SharedOptions.LocalFolder,
            Direction,
            Conflicts,
            Delete,
            DryRun,
        }.Does(async context =>
        {
            var (project, folder) = await SyncRoot.FindAsync(context);
            var report = new TransferReport();
            SyncPlan plan;
            SyncResult? result = null;
            using (var progress = context.Progress())
            {
                var options = Options(context) with { Progress = progress, FileCompleted = report.Completed };
                plan = await project.Files.PlanSyncAsync(folder, options, context.CancellationToken);
                try
                {
                    result =
                        context.Get(DryRun) || plan.HasConflicts ? null : await project.Files.SyncAsync(plan, context.CancellationToken);
                }
                catch (SyncFailedException e)
                {
                    await WriteAsync(context, plan, e.Result);
                    throw;
                }
                catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
                {
                    await context.SayAsync($"Interrupted. {Plural.Of(report.Done, "file")} synced. Run the same command to sync the rest.");
                    return ExitCode.Interrupted;
                }
            }

            await WriteAsync(context, plan, result);
            if (plan.HasConflicts)
            {
                await context.SayAsync(
                    "domino: Nothing was changed because there are conflicts. Resolve them, or choose the version to keep with --conflicts."
                );
                return ExitCode.Conflict;
            }

            if (result is not null && plan.Actions.Count > 0)
            {
                await context.SayAsync(
                    $"Uploaded {result.Uploaded}, downloaded {result.Downloaded}, removed {result.Removed} from the project, deleted "
                        + $"{result.Deleted} here ({Plural.Of(result.BytesTransferred, "byte")}). The latest commit is {result.CommitId}."
                );
            }

            return ExitCode.Success;
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
            context.WriteJson(
                new SyncRow(plan.Folder, plan.CommitId, actions, plan.Warnings, result is null ? null : SyncResultRow.From(result)),
                OutputJson.Written.SyncRow
            );
            return;
        }

        await context.WriteListAsync(
            actions,
            OutputJson.Written.IReadOnlyListSyncActionRow,
            "Nothing to do.",
            new("Action", row => row.Action),
            new("Bytes", row => row.SizeBytes == 0 ? null : row.SizeBytes, IsNumber: true),
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
