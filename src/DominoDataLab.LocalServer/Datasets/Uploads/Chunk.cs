using System.Globalization;
using System.Text.Json.Serialization;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>One chunk of a file, as its sender describes it; <see cref="Number"/> counts from 1.</summary>
internal sealed record Chunk(string Path, string Identifier, int Number, int Total, long FullSize, long Size, string Checksum)
{
    [JsonIgnore]
    public long Offset => (Number - 1) * FullSize;

    /// <summary>The chunk that a request's query describes, if its numbers fit together.</summary>
    public static Chunk Read(IQueryCollection query)
    {
        string path = Text(query, "resumableRelativePath"),
            identifier = Text(query, "resumableIdentifier");
        if (path.StartsWith('/') || path.EndsWith('/') || DatasetFolders.Clean(path).Length == 0)
        {
            throw DomainException.Invalid(
                $"'{path}' is not a valid path of a file. Use a path relative to the upload's target folder, without '/' at its ends."
            );
        }

        var (number, total) = Place(query);
        long fullSize = WholeNumber(query, "resumableChunkSize"),
            size = WholeNumber(query, "resumableCurrentChunkSize");
        var fits = number < total ? size == fullSize : size <= fullSize && (size > 0 || total == 1);
        return fullSize > 0 && fits && ((Int128)total * fullSize) <= long.MaxValue
            ? new Chunk(path, identifier, number, total, fullSize, size, ReadChecksum(query))
            : throw DomainException.Invalid(
                $"Chunk {number} of {total} of '{path}' can't have {size} bytes where chunks have {fullSize}: each is full but the "
                    + "last, which has 1 byte or more; only an empty file's single chunk has none."
            );
    }

    /// <summary>Which chunk a query means, of how many.</summary>
    public static (int Number, int Total) Place(IQueryCollection query)
    {
        long number = WholeNumber(query, "resumableChunkNumber"),
            total = WholeNumber(query, "resumableTotalChunks");
        return number >= 1 && number <= total && total <= int.MaxValue
            ? ((int)number, (int)total)
            : throw DomainException.Invalid($"Invalid chunk number {number} of {total}. Chunks are numbered from 1.");
    }

    public static string ReadChecksum(IQueryCollection query) =>
        Text(query, "checksum") is { Length: 32 } text && text.All(char.IsAsciiHexDigit)
            ? text.ToUpperInvariant()
            : throw DomainException.Invalid("'checksum' must be the MD5 of the chunk: 32 hexadecimal digits.");

    public static string Text(IQueryCollection query, string name) =>
        query[name] is [{ Length: > 0 } text] ? text : throw DomainException.Invalid($"The query must have '{name}', once.");

    private static long WholeNumber(IQueryCollection query, string name) =>
        long.TryParse(Text(query, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw DomainException.Invalid($"'{name}' is '{query[name]}'; it must be a whole number.");
}

[JsonSerializable(typeof(Chunk))]
[JsonSerializable(typeof(List<MergeStep>))]
internal sealed partial class UploadJson : JsonSerializerContext;
