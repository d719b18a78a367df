using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;

namespace DominoDataLab.LocalServer.Clusters;

/// <summary>The cluster that a job asks for.</summary>
/// <param name="Type">Domino's word for it.</param>
/// <param name="Master">The tier of what leads the workers.</param>
/// <param name="Worker">The tier of each worker.</param>
/// <param name="WorkersAsked">The workers that were asked for; <see cref="Workers"/> are as many of them as this machine takes.</param>
internal sealed record ClusterSpec(string Type, LocalHardwareTier Master, LocalHardwareTier Worker, int WorkersAsked)
{
    /// <summary>true if more workers are allowed in times of need; otherwise, false.</summary>
    public required bool Scales { get; init; }

    /// <summary>The environment of the cluster's processes.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>Which revision of that environment; null for the active one.</summary>
    public required string? RevisionSpec { get; init; }

    /// <summary>Settings of the cluster's own software.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    public static readonly string[] Types = ["Spark", "Ray", "Dask", "MPI"];
    private static readonly string[] Known =
    [
        "clusterType",
        "computeEnvironmentId",
        "computeEnvironmentRevisionSpec",
        "masterHardwareTierId",
        "workerHardwareTierId",
        "workerCount",
        "maxWorkerCount",
        "workerStorage",
        "extraConfigs",
    ];

    /// <summary>
    /// The most workers of a cluster: code that waits for the usual few of them must not wait for ever, however small the machine is.
    /// </summary>
    public static int MostWorkers { get; } = Math.Max(8, 4 * Environment.ProcessorCount);

    public int Workers => Math.Min(WorkersAsked, MostWorkers);

    /// <summary>Gets the cluster's properties from a request, in their current form, or null if it asks for no cluster.</summary>
    public static JsonObject? PropertiesOf(JsonObject request)
    {
        if (request["computeClusterProperties"] is { } given)
        {
            var properties = given as JsonObject ?? throw DomainException.Invalid("'computeClusterProperties' must be an object.");
            return new JsonObject(
                Known.Where(name => properties[name] is not null).Select(name => KeyValuePair.Create(name, properties[name]?.DeepClone()))
            );
        }

        if (request["onDemandSparkClusterProperties"] is not { } older)
        {
            return null;
        }

        var spark = older as JsonObject ?? throw DomainException.Invalid("'onDemandSparkClusterProperties' must be an object.");
        var translated = new JsonObject
        {
            ["clusterType"] = "Spark",
            ["computeEnvironmentId"] = spark.RequiredText("computeEnvironmentId"),
            ["masterHardwareTierId"] = new JsonObject { ["value"] = spark.RequiredText("masterHardwareTierId") },
            ["workerHardwareTierId"] = new JsonObject { ["value"] = spark.RequiredText("executorHardwareTierId") },
            ["workerCount"] = spark["executorCount"]?.DeepClone(),
        };
        foreach (
            var (name, was) in ((string, string)[])
                [("computeEnvironmentRevisionSpec", "computeEnvironmentRevisionSpec"), ("workerStorage", "executorStorage")]
        )
        {
            if (spark[was] is { } value)
            {
                translated[name] = value.DeepClone();
            }
        }

        return translated;
    }

    /// <exception cref="DomainException">400: there can't be such a cluster; the message says why.</exception>
    public static ClusterSpec? Of(JsonObject request, IReadOnlyList<LocalHardwareTier> tiers)
    {
        if (PropertiesOf(request) is not { } properties)
        {
            return null;
        }

        var type = properties.RequiredText("clusterType");
        if (!Types.Contains(type))
        {
            throw DomainException.Invalid($"Invalid type of cluster '{type}'. Use {string.Join(", ", Types)}.");
        }

        var worker = Tier("workerHardwareTierId") ?? throw DomainException.Invalid("'workerHardwareTierId' is missing.");
        var master =
            Tier("masterHardwareTierId")
            ?? (type == "MPI" ? worker : throw DomainException.Invalid($"'masterHardwareTierId' is missing; a {type} cluster needs one."));
        var count = Count("workerCount") ?? throw DomainException.Invalid("'workerCount' is missing.");
        var most = Count("maxWorkerCount");
        return most < count
            ? throw DomainException.Invalid($"'maxWorkerCount' is {most} and below 'workerCount', which is {count}.")
            : new ClusterSpec(type, master, worker, count)
            {
                Scales = most > count,
                EnvironmentId = properties.RequiredText("computeEnvironmentId"),
                RevisionSpec = Environments.RevisionSpec.Read(properties, "computeEnvironmentRevisionSpec"),
                Settings = SettingsOf(properties),
            };

        LocalHardwareTier? Tier(string name)
        {
            if (properties[name] is not { } given)
            {
                return null;
            }

            var id = (given as JsonObject ?? throw DomainException.Invalid($"'{name}' must be an object with 'value'.")).RequiredText(
                "value"
            );
            return tiers.FirstOrDefault(tier => tier.Id == id)
                ?? throw DomainException.Invalid(
                    $"Invalid hardware tier '{id}' in '{name}'. Use one of {string.Join(", ", tiers.Select(tier => tier.Id))}."
                );
        }

        int? Count(string name) =>
            properties[name] switch
            {
                null => null,
                JsonValue value when value.TryGetValue<int>(out var number) && number >= 1 => number,
                _ => throw DomainException.Invalid($"'{name}' must be a whole number of at least 1."),
            };
    }

    private static Dictionary<string, string> SettingsOf(JsonObject properties)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var (name, value) in properties["extraConfigs"] switch
            {
                null => [],
                JsonObject given => given,
                _ => throw DomainException.Invalid("'extraConfigs' must be an object."),
            }
        )
        {
            // They become lines of a file.
            settings[name] =
                value is JsonValue text
                && text.TryGetValue<string>(out var set)
                && !set.Any(char.IsControl)
                && name.Length > 0
                && !name.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
                    ? set
                    : throw DomainException.Invalid(
                        $"'{name}' of 'extraConfigs' must be a name without spaces and a string without line breaks."
                    );
        }

        return settings;
    }
}
