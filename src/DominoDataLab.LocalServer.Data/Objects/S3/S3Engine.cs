using DominoDataLab.LocalServer.Data.Sources;

namespace DominoDataLab.LocalServer.Data.Objects.S3;

/// <summary>Buckets of Amazon S3 and of servers that are compatible with it.</summary>
internal sealed class S3Engine : IObjectEngine
{
    public string Name => "s3";

    public IReadOnlyList<string> Types { get; } = ["S3Config", "GenericS3Config"];

    public bool IsDefault => true;

    public IReadOnlyList<string> Members { get; } = ["readOnly"];

    public void Check(SourceSpec spec, string folder)
    {
        _ = spec.Settings.Flag("readOnly");
        if (!spec.Config.TryGetValue("bucket", out var bucket) || string.IsNullOrWhiteSpace(bucket))
        {
            throw DomainException.Invalid("'config.bucket' is missing. Set it to the name of the bucket.");
        }

        if (spec.Type == "GenericS3Config")
        {
            _ = S3Address.Of(spec.Config);
        }
    }

    public IObjectStore Open(ObjectAccess access) => new S3Store(access);
}
