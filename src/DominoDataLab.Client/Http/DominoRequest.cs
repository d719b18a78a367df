using System.Net.Http.Headers;

namespace DominoDataLab.Client.Http;

/// <summary>When a failed request is sent again.</summary>
internal enum RetryMode
{
    /// <summary>
    /// The request is retried after any transient error, because sending it twice has the same effect as sending it once.
    /// </summary>
    Safe,

    /// <summary>The request is retried only if the connection failed before it was sent.</summary>
    Never,

    /// <summary>The request is sent once, because its caller retries it.</summary>
    ByCaller,
}

/// <summary>
/// One request: the route's template, the values for its places, the query, and a function that creates the body for each attempt.
/// </summary>
internal sealed record DominoRequest(string Route, IReadOnlyList<string> Values)
{
    public IReadOnlyList<(string Name, string? Value)> Query { get; init; } = [];

    public Func<HttpContent>? Content { get; init; }

    public required RetryMode RetryMode { get; init; }

    /// <summary>The object that the body names, for the error if it does not exist. Optional.</summary>
    public (string Kind, string Name)? Subject { get; init; }

    /// <summary>Secrets in the body, such as the value of a variable. They are removed from everything that the server says.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public bool CsrfHeader { get; init; }

    /// <summary>The requested range of the body. If null, the whole body is requested.</summary>
    public RangeHeaderValue? Range { get; init; }

    /// <summary>
    /// The strong tag, or the time, of the version of which a part is wanted; of another version the whole body is sent. Optional.
    /// </summary>
    public string? IfRange { get; init; }

    /// <summary>
    /// true if a web page may be what is asked for: content of which nothing is known, or a file whose name says so; otherwise, false.
    /// </summary>
    public bool AllowHtml { get; init; }

    /// <summary>The credential to send. If null, the client's own credential is sent.</summary>
    public DominoCredential? Credential { get; init; }

    /// <summary>The verb and the address, with every value escaped; a value for a place named <c>{**...}</c> keeps its slashes.</summary>
    /// <exception cref="ArgumentException">A value is empty or only dots.</exception>
    public (HttpMethod Method, string PathAndQuery) Resolve()
    {
        var space = Route.IndexOf(' ', StringComparison.Ordinal);
        var path = new System.Text.StringBuilder();
        var rest = Route.AsSpan(space + 1);
        foreach (var value in Values)
        {
            var open = rest.IndexOf('{');
            var close = rest.IndexOf('}');
            path.Append(rest[..open]);
            var isPath = rest[open..close].StartsWith("{**", StringComparison.Ordinal);
            path.Append(
                isPath ? string.Join('/', value.Split('/').Select(Segment))
                : value.Length > 0 ? Segment(value)
                : throw new ArgumentException($"A value for '{rest[open..(close + 1)]}' in {Route} is empty.")
            );
            rest = rest[(close + 1)..];
        }

        path.Append(rest);
        var separator = '?';
        foreach (var (name, value) in Query)
        {
            if (value is not null)
            {
                path.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return (new HttpMethod(Route[..space]), path.ToString());
    }

    /// <summary>true if a file is a web page by its name; otherwise, false.</summary>
    public static bool IsHtmlFile(string path) => Path.GetExtension(path).Contains("htm", StringComparison.OrdinalIgnoreCase);

    // Everybody on the way folds dots away, escaped ones too, and another route would be called.
    private static string Segment(string value) =>
        value is "." or ".."
            ? throw new ArgumentException($"'{value}' cannot be part of an address. Use the name or ID of an object in Domino.")
            : Uri.EscapeDataString(value);
}
