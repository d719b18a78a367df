using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Environments;

/// <summary>Environments as Domino's routes write them: the public API in lower case, the internal one capitalized.</summary>
internal static class EnvironmentJson
{
    public static JsonObject Public(EnvironmentRow environment, EnvironmentStore store)
    {
        var latest = store.Latest(environment.Id);
        var json = new JsonObject
        {
            ["id"] = environment.Id,
            ["name"] = environment.Name,
            ["archived"] = environment.Archived,
            ["visibility"] = environment.Visibility,
            ["supportedClusters"] = Clusters(latest, capitalized: false),
            ["latestRevision"] = Revision(latest),
            ["selectedRevision"] = Revision(store.Active(environment.Id)),
            ["rebuildOnBaseChanges"] = "never",
            ["isCurated"] = false,
        };
        if (environment.OwnerId is not null)
        {
            json["owner"] = new JsonObject
            {
                ["id"] = environment.OwnerId,
                ["username"] = environment.OwnerName,
                ["ownerType"] = "individual",
            };
        }

        if (environment.RestrictedRevisionId is { } restricted && store.Revision(restricted) is { } revision)
        {
            json["restrictedRevision"] = Revision(revision);
        }

        return json;
    }

    /// <summary>An entry of the v1 list, whose readers expect a capital letter as on the internal routes.</summary>
    public static JsonObject Legacy(EnvironmentRow environment, EnvironmentStore store)
    {
        var json = Public(environment, store);
        json["visibility"] = Capitalized(environment.Visibility);
        return json;
    }

    public static JsonObject Revision(RevisionRow revision) =>
        new()
        {
            ["id"] = revision.Id,
            ["number"] = revision.Number,
            ["status"] = revision.Status,
            ["availableTools"] = revision.Definition["workspaceTools"]?.DeepClone() ?? new JsonArray(),
        };

    /// <summary>An entry of what a project can use.</summary>
    public static JsonObject Useable(EnvironmentRow environment, EnvironmentStore store)
    {
        var active = store.Active(environment.Id);
        var json = new JsonObject
        {
            ["id"] = environment.Id,
            ["name"] = environment.Name,
            ["archived"] = environment.Archived,
            ["version"] = 2,
            ["visibility"] = Capitalized(environment.Visibility),
            ["supportedClusters"] = Clusters(active, capitalized: true),
            ["activeRevisionId"] = active.Id,
            ["activeRevisionNumber"] = active.Number,
        };
        if (environment.OwnerId is not null)
        {
            json["owner"] = new JsonObject { ["id"] = environment.OwnerId, ["username"] = environment.OwnerName };
        }

        return json;
    }

    /// <summary>The default environment, as the internal route describes it.</summary>
    public static JsonObject Internal(EnvironmentRow environment, EnvironmentStore store)
    {
        var latest = store.Latest(environment.Id);
        return new JsonObject
        {
            ["id"] = environment.Id,
            ["name"] = environment.Name,
            ["archived"] = environment.Archived,
            ["description"] = environment.Description,
            ["visibility"] = Capitalized(environment.Visibility),
            ["supportedClusters"] = Clusters(latest, capitalized: true),
            ["latestRevisionDetails"] = new JsonObject
            {
                ["id"] = latest.Id,
                ["number"] = latest.Number,
                ["environmentId"] = environment.Id,
                ["environmentName"] = environment.Name,
                ["dockerImage"] = latest.Definition["image"]?.DeepClone(),
                ["dockerfileInstructions"] = Text(latest, "dockerfileInstructions"),
                ["preSetupScript"] = Text(latest, "preSetupScript"),
                ["postSetupScript"] = Text(latest, "postSetupScript"),
                ["preRunScript"] = Text(latest, "preRunScript"),
                ["postRunScript"] = Text(latest, "postRunScript"),
                ["summary"] = Text(latest, "summary"),
                ["buildEnvironmentVariables"] = new JsonArray(),
                ["dockerArguments"] = new JsonArray(),
                ["imageType"] = "CustomImage",
                ["isBuilt"] = latest.Status == "succeeded",
                ["isRestricted"] = environment.RestrictedRevisionId == latest.Id,
                ["shouldUseVPN"] = false,
                ["supportsPackagePersistence"] = false,
            },
        };
    }

    private static JsonArray Clusters(RevisionRow revision, bool capitalized) =>
        (revision.Definition["supportedClusters"] as JsonArray ?? [])
            .Select(cluster => cluster!.GetValue<string>())
            .ToJsonArray(cluster =>
                !capitalized ? cluster
                : cluster == "mpi" ? "MPI"
                : Capitalized(cluster)
            );

    private static string Text(RevisionRow revision, string name) => revision.Definition[name]?.GetValue<string>() ?? "";

    private static string Capitalized(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
