using System.Text.Json.Nodes;

namespace DominoDataLab.Airflow.Supervisor.Tests;

/// <summary>The recordings and schemas of the protocol, which are not part of the repository.</summary>
internal static class Data
{
    private const string Variable = "AIRFLOW_PROTOCOL_DATA";

    public static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"Needs the protocol's recordings and schemas: set {Variable} to their folder.");
        return folder!;
    }

    public static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), file)))!.AsObject();
}
