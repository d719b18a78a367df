using System.Net;

namespace DominoDataLab.Client.Http;

/// <summary>A body that restarts the time limit with each part that is sent, so that a large upload is not limited as a whole.</summary>
internal sealed class TimedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly TimeLimit _limit;
    private readonly string _route;

    public TimedContent(HttpContent inner, TimeLimit limit, string route)
    {
        (_inner, _limit, _route) = (inner, limit, route);
        foreach (var header in inner.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _inner.CopyToAsync(new TimedStream(stream, _limit, _route), context, cancellationToken);

    // Without a known length the body goes out in chunks.
    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
