using System.IO.Compression;
using System.Text;

namespace DominoDataLab.Client.Tests.Wire;

/// <summary>A reply of a <see cref="RawEndpoint"/>.</summary>
internal sealed record RawReply(int Status, byte[] Body)
{
    /// <summary>No answer: the connection stays open until the client closes it.</summary>
    public static readonly RawReply Silence = new(0, []);

    /// <summary>No answer: the connection is closed.</summary>
    public static readonly RawReply Cut = new(0, []);

    public string? ContentType { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Bytes of the body that never come; the connection is closed instead.</summary>
    public int MissingBytes { get; init; }

    /// <summary>true to leave out the length of the body and close the connection at its end.</summary>
    public bool TellsNoLength { get; init; }

    /// <summary>How often the body is written. Its length is then not told.</summary>
    public int Times { get; init; } = 1;

    public static RawReply Json(string body, int status = 200, params (string Name, string Value)[] headers) =>
        new(status, Encoding.UTF8.GetBytes(body)) { ContentType = "application/json", Headers = headers };

    public static RawReply Html(string body, int status = 200, params (string Name, string Value)[] headers) =>
        new(status, Encoding.UTF8.GetBytes(body)) { ContentType = "text/html; charset=utf-8", Headers = headers };

    public static RawReply Redirect(int status, string location, params (string Name, string Value)[] headers) =>
        new(status, []) { Headers = [("Location", location), .. headers] };

    /// <summary>A body sent compressed, and said to be.</summary>
    public static RawReply Compressed(string encoding, string text)
    {
        var body = new MemoryStream();
        using (
            Stream packer = encoding switch
            {
                "gzip" => new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true),
                _ => new ZLibStream(body, CompressionLevel.Fastest, leaveOpen: true),
            }
        )
        {
            packer.Write(Encoding.UTF8.GetBytes(text));
        }

        return new(200, body.ToArray()) { ContentType = "application/json", Headers = [("Content-Encoding", encoding)] };
    }
}
