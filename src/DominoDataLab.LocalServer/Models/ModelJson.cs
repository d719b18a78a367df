using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Models;

/// <summary>Models, their versions and exports as Domino's routes write them.</summary>
internal static class ModelJson
{
    /// <summary>Writes a model as lists give it.</summary>
    public static JsonObject Model(ModelRow model, List<ModelVersionRow> versions) =>
        new()
        {
            ["id"] = model.Id,
            ["name"] = model.Name,
            ["description"] = model.Description,
            ["environmentId"] = model.EnvironmentId,
            ["activeVersionNumber"] = versions.LastOrDefault(version => version.Status == "Running")?.Number,
            ["activeVersionStatus"] = versions.LastOrDefault()?.Status,
        };

    /// <summary>Writes a version as lists give it.</summary>
    public static JsonObject Version(ModelVersionRow version) =>
        new()
        {
            ["_id"] = version.Id,
            ["number"] = version.Number,
            ["description"] = version.Description,
            ["status"] = version.Status,
            ["metadata"] = new JsonObject
            {
                ["number"] = version.Number,
                ["createdBy"] = version.CreatedBy,
                ["created"] = version.CreatedMs,
            },
            ["file"] = version.File,
            ["function"] = version.Function,
        };

    /// <summary>Writes a version with its state and source.</summary>
    public static JsonObject VersionDetails(ModelRow model, ModelVersionRow version) =>
        new()
        {
            ["id"] = version.Id,
            ["modelApiId"] = model.Id,
            ["number"] = version.Number,
            ["projectId"] = model.ProjectId,
            ["commitId"] = version.CommitId,
            ["dataPlaneId"] = "local",
            ["description"] = version.Description,
            ["environmentRevisionId"] = version.EnvironmentRevisionId,
            ["deployment"] = new JsonObject
            {
                ["isPending"] = version.Status is not ("Running" or "Stopped" or "Failed"),
                ["status"] = version.Status,
            },
            ["labels"] = new JsonArray(),
            ["logHttpRequestResponse"] = false,
            ["monitoringEnabled"] = false,
            ["recordInvocation"] = false,
            ["metadata"] = new JsonObject { ["created"] = version.CreatedMs, ["createdBy"] = version.CreatedBy },
            ["source"] = new JsonObject
            {
                ["type"] = "File",
                ["file"] = version.File,
                ["function"] = version.Function,
                ["excludeFiles"] = JsonNode.Parse(version.ExcludeFiles),
            },
        };

    public static JsonObject Export(ModelExportRow export, ModelVersionRow version) =>
        new()
        {
            ["exportId"] = export.Id,
            ["modelId"] = version.ModelId,
            ["modelVersionId"] = version.Id,
            ["status"] = export.Status,
            ["errorMessage"] = export.Log,
        };
}
