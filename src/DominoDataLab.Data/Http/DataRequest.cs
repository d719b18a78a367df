using System.Net.Http.Headers;
using DominoDataLab.Data.Authentication;

namespace DominoDataLab.Data.Http;

/// <summary>A request to one of the servers of the data services.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Address">The address, sent as it is.</param>
/// <param name="Action">The purpose of the request in the words of an error: "list objects of 'sales'".</param>
internal sealed record DataRequest(HttpMethod Method, Uri Address, string Action)
{
    /// <summary>Decides which credential is sent; null for none.</summary>
    public Destination? Destination { get; init; }

    /// <summary>Makes the body; called once for each attempt.</summary>
    public Func<HttpContent>? Content { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public RangeHeaderValue? Range { get; init; }

    public required RequestTimeout Timeout { get; init; }

    public HttpChannel Channel { get; init; }

    /// <summary>true to follow redirects; otherwise, false. Credentials are sent to the first server only.</summary>
    public bool FollowsRedirects { get; init; }
}

/// <summary>A timeout and the option that raises it.</summary>
internal readonly record struct RequestTimeout(TimeSpan Value, string Option);

/// <summary>The connections that a request uses.</summary>
internal enum HttpChannel
{
    /// <summary>Services with JSON answers, which may be compressed.</summary>
    Services,

    /// <summary>Storage: bytes exactly as they are stored.</summary>
    Storage,

    /// <summary>Storage whose certificate is not verified.</summary>
    UnverifiedStorage,
}
