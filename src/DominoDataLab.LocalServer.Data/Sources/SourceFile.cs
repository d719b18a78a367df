using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution.Local.Sandboxing;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>The file that declares sources.</summary>
internal sealed class SourceFile(
    LocalDataSourcesOptions data,
    LocalDominoOptions options,
    SourceReader reader,
    SourceStore sources,
    UserStore users
) : ISecretFiles
{
    private const string DemonstrationName = "demo";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    /// <summary>Gets the file: it has passwords of databases.</summary>
    public IEnumerable<string> Paths => data.SourcesFile is { } file ? [file] : [];

    /// <summary>
    /// Adds what the file declares and removes what it no longer declares. A source that has the same name as before keeps its ID.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file can't be used; the message says where and why.</exception>
    public void Declare()
    {
        var owner = users.Find(options.UserName)!;
        var specs = data.SourcesFile is { } file ? Read(file, owner) : [];
        if (data.EnableDemonstrationSource && !specs.Exists(spec => spec.Name == DemonstrationName))
        {
            var demonstration = new JsonObject
            {
                ["name"] = DemonstrationName,
                ["engine"] = "demo",
                ["shared"] = true,
            };
            specs.Add(reader.Read(demonstration, owner, Environment.CurrentDirectory));
        }

        foreach (var spec in specs)
        {
            var known = sources.FindByName(spec.Name);
            if (known is { IsDeclared: false })
            {
                throw new InvalidOperationException(
                    $"'{data.SourcesFile}' can't be used: the data source '{spec.Name}' was created through the API. Rename one of the two."
                );
            }

            sources.Save(spec, known?.Id, isDeclared: true, owner.Id);
        }

        foreach (var gone in sources.All().Where(source => source.IsDeclared && !specs.Exists(spec => spec.Name == source.Name)))
        {
            sources.Delete(gone.Id);
        }
    }

    private List<SourceSpec> Read(string file, UserRow owner)
    {
        var specs = new List<SourceSpec>();
        var list =
            Parse(file) is JsonObject { Count: 1 } document && document["sources"] is JsonArray array
                ? array
                : throw Invalid(file, "it must be an object with the array 'sources' and no other member");
        for (var number = 0; number < list.Count; number++)
        {
            var place = $"sources[{number}]";
            try
            {
                var json = list[number] as JsonObject ?? throw DomainException.Invalid("It must be an object.");
                if (json["name"] is JsonValue name)
                {
                    place += $" ({name.ToJsonString()})";
                }

                var spec = reader.Read(json, owner, Path.GetDirectoryName(Path.GetFullPath(file))!);
                if (specs.Exists(other => other.Name == spec.Name))
                {
                    throw DomainException.Invalid("Another source has the same name. Rename one of the two.");
                }

                specs.Add(spec);
            }
            catch (DomainException e)
            {
                throw Invalid(file, $"{place}: {e.Message}");
            }
        }

        return specs;
    }

    private static JsonNode? Parse(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonNode.Parse(stream, documentOptions: Lenient);
        }
        catch (JsonException e)
        {
            throw Invalid(file, e.LineNumber is { } line ? $"line {line + 1} is not valid JSON" : "it has a member twice");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid(file, e.Message.TrimEnd('.'));
        }
    }

    private static InvalidOperationException Invalid(string file, string reason) =>
        new($"The data sources in '{file}' can't be used: {reason.TrimEnd('.')}. Correct the file, or start the server without it.");
}
