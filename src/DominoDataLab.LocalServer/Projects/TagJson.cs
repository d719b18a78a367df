using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Tags of projects as Domino's routes write them.</summary>
internal static class TagJson
{
    public static JsonArray Tags(IEnumerable<TagRow> tags) =>
        tags.ToJsonArray(tag => new JsonObject
        {
            ["id"] = tag.Id,
            ["name"] = tag.Name,
            ["isApproved"] = false,
        });
}
