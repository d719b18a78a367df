using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>Apps and their instances as Domino's routes write them.</summary>
internal sealed class AppJson(AppStore apps, AppHost host, EnvironmentStore environments, UserStore users, LocalDominoOptions options)
{
    /// <summary>Writes an app with its latest instance.</summary>
    public JsonObject App(AppRow app)
    {
        var latest = apps.Latest(app.Id);
        var json = new JsonObject
        {
            ["id"] = app.Id,
            ["name"] = app.Name,
            ["description"] = app.Description,
            ["projectId"] = app.ProjectId,
            ["modelProductType"] = "APP",
            ["appExtension"] = new JsonObject { ["appType"] = "" },
            ["status"] = latest?.Status ?? "Stopped",
            ["created"] = Iso(app.CreatedMs),
            ["lastUpdated"] = Iso(latest?.CreatedMs ?? app.CreatedMs),
            ["entryPoint"] = app.EntryPoint,
            ["renderIFrame"] = app.RendersInFrame,
            ["openUrl"] = $"/apps/{app.Id}/",
            ["publisher"] = UserJson.User(users.FindById(app.PublisherId)!),
            ["stats"] = new JsonObject { ["usageCount"] = 0 },
            ["tags"] = new JsonArray(),
            ["media"] = new JsonArray(),
            ["permissionsData"] = new JsonObject
            {
                ["visibility"] = "GRANT_BASED",
                ["accessRequestStatuses"] = new JsonObject(),
                ["pendingInvitations"] = new JsonArray(),
                ["discoverable"] = true,
                ["appAccessStatus"] = "ALLOWED",
            },
        };
        if (latest is not null)
        {
            json["latestAppInstanceId"] = latest.Id;
            json["hardwareTierId"] = latest.TierId;
            json["environmentId"] = environments.Revision(latest.EnvironmentRevisionId)!.EnvironmentId;
        }

        if (latest is not null && host.PortOf(app.Id) is not null)
        {
            json["runningAppUrl"] = $"/apps/{app.Id}/";
            json["runningCommitId"] = latest.CommitId;
        }

        return json;
    }

    private static string Iso(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes an instance as lists give it.</summary>
    public JsonObject Version(AppInstanceRow instance) =>
        new()
        {
            ["id"] = instance.Id,
            ["number"] = instance.Number,
            ["status"] = instance.Status,
            ["publisher"] = UserJson.User(users.FindById(instance.StartedBy)!),
            ["started"] = instance.CreatedMs,
            ["commitId"] = instance.CommitId,
        };

    /// <summary>Writes an instance with what it runs on.</summary>
    public JsonObject Instance(AppInstanceRow instance)
    {
        var revision = environments.Revision(instance.EnvironmentRevisionId)!;
        return new JsonObject
        {
            ["id"] = instance.Id,
            ["status"] = instance.Status,
            ["started"] = instance.CreatedMs,
            ["inputCommitId"] = instance.CommitId,
            ["hardwareTierName"] = options.HardwareTiers.FirstOrDefault(tier => tier.Id == instance.TierId)?.Name ?? instance.TierId,
            ["environmentDetails"] = new JsonObject
            {
                ["environmentName"] = environments.All().Find(known => known.Id == revision.EnvironmentId)?.Name ?? "",
                ["environmentRevisionId"] = revision.Id,
                ["revisionNumber"] = revision.Number,
            },
            ["appCodeInfo"] = new JsonObject { ["importedGitRepos"] = new JsonArray() },
            ["externalVolumeMounts"] = new JsonArray(),
            ["netAppVolumeMounts"] = new JsonArray(),
            ["resourceUsage"] = new JsonObject { ["data"] = new JsonArray() },
        };
    }
}
