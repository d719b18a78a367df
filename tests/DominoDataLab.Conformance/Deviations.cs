using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Conformance;

/// <summary>A deviation that was looked at and is meant to be. <c>*</c> in the operation or the place stands for anything.</summary>
internal sealed record Deviation(string Operation, string At, string Kind, string Reason)
{
    public static Deviation[] ReadFile(string file)
    {
        var listed = JsonSerializer.Deserialize(File.ReadAllText(file), DeviationJson.Default.DeviationArray) ?? [];
        return Array.Find(listed, one => string.IsNullOrWhiteSpace(one.Reason)) is { } silent
            ? throw new InvalidDataException($"{file}: {silent.Operation}, {silent.At}: a deviation needs its reason.")
            : listed;
    }

    public bool Covers(string operation, Finding finding) =>
        Kind == finding.Kind
        && FileSystemName.MatchesSimpleExpression(Operation, operation, ignoreCase: false)
        && FileSystemName.MatchesSimpleExpression(At, finding.At, ignoreCase: false);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(Deviation[]))]
internal sealed partial class DeviationJson : JsonSerializerContext;
