using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Transfers;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Wire;

/// <summary>The routes of an upload to one dataset, at an endpoint that takes everything unless it is told otherwise.</summary>
internal static class UploadStandIn
{
    public const string Dataset = "d00000000000000000000001";
    public const string Start = $"POST {Base}/start";
    public const string Test = $"GET {Base}/test";
    public const string Send = $"POST {Base}";
    public const string End = $"GET {Base}/end/the%20key%2F1";
    public const string Cancel = $"GET {Base}/cancel/the%20key%2F1";
    public const string Details = $"GET /v4/datasetrw/datasets/{Dataset}";
    private const string Base = $"/v4/datasetrw/datasets/{Dataset}/snapshot/file";

    public static RecordedEndpoint Open()
    {
        var endpoint = new RecordedEndpoint();
        endpoint.Answer(Start, "\"the key/1\"");
        endpoint.Answer(Test, "", 204);
        endpoint.Answer(Send, "");
        endpoint.Answer(End, "");
        endpoint.Answer(Cancel, "");
        endpoint.Answer(
            Details,
            $$"""{"id":"{{Dataset}}","name":"d","lifecycleStatus":"Active","readWriteSnapshotId":"a00000000000000000000002"}"""
        );
        endpoint.Answer("GET /v4/datasetrw/files/a00000000000000000000002", """{"rows":[]}""");
        return endpoint;
    }

    /// <summary>Uploads over what is there, so that nothing has to be looked at first; pauses pass at once.</summary>
    public static async Task<TransferResult> UploadAsync(
        this RecordedEndpoint endpoint,
        string path,
        DatasetUploadOptions? options = null,
        ILoggerFactory? loggers = null
    )
    {
        using var client = endpoint.Connect(new SkippingClock(), loggers);
        return await client.Datasets.Files.UploadAsync(
            Dataset,
            path,
            options
                ?? new()
                {
                    Collision = CollisionPolicy.Overwrite,
                    MaxRetries = 3,
                    ChunkSize = 64 << 10,
                },
            RecordedEndpoint.Ct
        );
    }
}
