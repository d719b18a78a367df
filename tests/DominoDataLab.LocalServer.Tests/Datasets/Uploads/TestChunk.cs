using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

/// <summary>One chunk as a client describes it.</summary>
internal sealed record TestChunk(string Path, int Number, int Total, long FullSize, byte[] Content)
{
    public const int DefaultSize = 1000;

    public string Identifier { get; init; } = "";

    public string Checksum { get; init; } = Md5(Content);

    public long? Size { get; init; }

    public static List<TestChunk> Cut(string path, byte[] content, int size = DefaultSize)
    {
        var total = Math.Max(1, (content.Length + size - 1) / size);
        return
        [
            .. Enumerable
                .Range(1, total)
                .Select(number => new TestChunk(
                    path,
                    number,
                    total,
                    size,
                    content[((number - 1) * size)..Math.Min(number * size, content.Length)]
                )
                {
                    Identifier = $"{content.Length}-{path.Split('/')[^1]}",
                }),
        ];
    }

    public string Query(string key) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"?key={key}&resumableChunkNumber={Number}&resumableChunkSize={FullSize}"
                + $"&resumableCurrentChunkSize={Size ?? Content.Length}&resumableIdentifier={Uri.EscapeDataString(Identifier)}"
                + $"&resumableRelativePath={Uri.EscapeDataString(Path)}&resumableTotalChunks={Total}&checksum={Checksum}"
        );

    public ByteArrayContent Form() => Form(Escape(Path), Escape(Path.Split('/')[^1]), Content);

    public static ByteArrayContent Form(string name, string fileName, byte[] content, string tail = "\r\n--b0undary--\r\n")
    {
        var head =
            $"--b0undary\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{fileName}\"\r\nContent-Type: "
            + $"application/octet-stream\r\n\r\n";
        return new ByteArrayContent([.. Encoding.UTF8.GetBytes(head), .. content, .. Encoding.UTF8.GetBytes(tail)])
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b0undary") },
        };
    }

#pragma warning disable CA5351 // The protocol's checksum.
    public static string Md5(byte[] content) => Convert.ToHexString(MD5.HashData(content));
#pragma warning restore CA5351

    private static string Escape(string name) =>
        name.Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
