using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Runtime;

namespace DominoDataLab.Airflow.Sdk.Packaging;

/// <summary>A source file that the bundle carries.</summary>
internal sealed record EmbeddedSource(string Name, byte[] Content);

/// <summary>The manifest: what Airflow learns of a bundle without running it. It is JSON, which is YAML too.</summary>
/// <param name="tasks">The tasks of the program.</param>
/// <param name="schemaVersion">The version of the protocol that Airflow speaks with the bundle.</param>
/// <param name="otherDags">The IDs of further DAGs, whose tasks the bundle's fallback runs.</param>
internal sealed class BundleManifest(BundleTasks tasks, string schemaVersion, IReadOnlyCollection<string> otherDags)
{
    /// <summary>The schema of Airflow 3.3, which Airflow 3.4 understands as well.</summary>
    public const string Schema33 = "2026-06-16";

    /// <summary>The schema of Airflow 3.4. Airflow 3.3 rejects a bundle with it.</summary>
    public const string Schema34 = "2026-10-30";

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>Writes the manifest of a bundle that is not packed: what the program itself knows.</summary>
    public byte[] Write() => Write([], []);

    /// <summary>Writes the manifest of a packed bundle. Equal input gives equal bytes.</summary>
    public byte[] Write(IReadOnlyList<EmbeddedSource> sources, byte[] executableHash)
    {
        var withoutDigests = Write(sources, executableHash, null);
        return executableHash.Length == 0
            ? withoutDigests
            : Write(sources, executableHash, CacheKey(sources, executableHash, withoutDigests));
    }

    private byte[] Write(IReadOnlyList<EmbeddedSource> sources, byte[] executableHash, string? cacheKey)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("airflow_bundle_metadata_version", "1.0");
            json.WriteStartObject("sdk");
            json.WriteString("language", "csharp");
            json.WriteString("version", SdkVersion);
            json.WriteString("supervisor_schema_version", schemaVersion);
            json.WriteEndObject();
            json.WriteString("source", sources.Count > 0 ? sources[0].Name : "");
            WriteDags(json);
            WriteSources(json, sources);
            if (cacheKey is not null)
            {
                json.WriteStartObject("digests");
                json.WriteString("integrity", Convert.ToHexStringLower(executableHash));
                json.WriteString("cache", cacheKey);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteDags(Utf8JsonWriter json)
    {
        json.WriteStartObject("dags");
        var known = new HashSet<string>();
        foreach (var (dagId, dagTasks) in tasks.Dags)
        {
            known.Add(dagId);
            WriteDag(json, dagId, dagTasks.Select(task => task.TaskId));
        }

        foreach (var dagId in otherDags.Where(known.Add))
        {
            WriteDag(json, dagId, []);
        }

        json.WriteEndObject();
    }

    private static void WriteDag(Utf8JsonWriter json, string dagId, IEnumerable<string> taskIds)
    {
        json.WriteStartObject(dagId);
        json.WriteStartArray("tasks");
        foreach (var taskId in taskIds)
        {
            json.WriteStringValue(taskId);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSources(Utf8JsonWriter json, IReadOnlyList<EmbeddedSource> sources)
    {
        if (sources.Count == 0)
        {
            return;
        }

        json.WriteStartArray("sources");
        long offset = 0;
        foreach (var source in sources)
        {
            json.WriteStartObject();
            json.WriteString("path", source.Name);
            json.WriteNumber("offset", offset);
            json.WriteNumber("length", source.Content.Length);
            json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(source.Content)));
            json.WriteEndObject();
            offset += source.Content.Length;
        }

        json.WriteEndArray();
        json.WriteString("entrypoint_path", sources[0].Name);
    }

    private static string CacheKey(IReadOnlyList<EmbeddedSource> sources, byte[] executableHash, byte[] manifest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("airflow csharp bundle cache key v1\0"u8);
        hash.AppendData(executableHash);
        foreach (var source in sources)
        {
            hash.AppendData(SHA256.HashData(source.Content));
        }

        hash.AppendData(SHA256.HashData(manifest));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string SdkVersion => typeof(BundleManifest).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
