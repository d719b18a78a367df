using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Environment variables as Domino's routes write them.</summary>
internal static class VariableJson
{
    public static JsonArray Variables(List<VariableRow> variables) => variables.ToJsonArray(Variable);

    public static JsonObject Variable(VariableRow variable) => new() { ["name"] = variable.Name, ["value"] = variable.Value };
}
