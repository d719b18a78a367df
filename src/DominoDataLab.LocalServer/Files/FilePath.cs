using System.Text;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Checks paths of files in projects: from the root, no way out, nothing that a file system or git would read otherwise.</summary>
internal static class FilePath
{
    public const int MaxBytes = 4096;
    public const int MaxSegmentBytes = 255;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Check(string path)
    {
        var clean = path.TrimStart('/');
        return Problem(clean, out _) is { } problem
            ? throw DomainException.Invalid($"'{path}' is not a valid path in a project: {problem}.")
            : clean;
    }

    /// <summary>Decodes the percent-encoding of a path once.</summary>
    /// <exception cref="DomainException">The decoded bytes are not valid UTF-8.</exception>
    public static string Decode(string path)
    {
        // A plus sign in a path is a plus sign. Only in a form it is a space.
        var encoded = Encoding.UTF8.GetBytes(path.Replace("+", "%2B", StringComparison.Ordinal));
        try
        {
            return Strict.GetString(System.Net.WebUtility.UrlDecodeToBytes(encoded, 0, encoded.Length)!);
        }
        catch (DecoderFallbackException)
        {
            throw DomainException.Invalid(
                $"The path '{path}' is not valid UTF-8. Encode the UTF-8 bytes of the name, for example é as %C3%A9."
            );
        }
    }

    /// <summary>Gets the reason for which a path cannot be kept, or null if it can.</summary>
    /// <param name="path">The path, relative to the project's root.</param>
    /// <param name="end">The end of the part of the path that is at fault, which is the path's length if that is the path as a
    /// whole.</param>
    public static string? Problem(string path, out int end)
    {
        end = path.Length;
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > MaxBytes)
        {
            return $"it must have 1 to {MaxBytes} bytes";
        }

        for (var start = 0; start <= path.Length; start = end + 1)
        {
            var slash = path.IndexOf('/', start);
            end = slash < 0 ? path.Length : slash;
            if (SegmentProblem(path[start..end]) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Checks that a string has no half of a surrogate pair, which has no UTF-8 form.</summary>
    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    private static string? SegmentProblem(string segment) =>
        segment.Length == 0 ? "a part is empty"
        : string.IsNullOrWhiteSpace(segment) ? "a part is blank"
        : segment is "." or ".." ? $"a part is '{segment}'"
        : segment.Contains('\0', StringComparison.Ordinal) ? "it holds a NUL character"
        : !IsUnicode(segment) ? "it is not valid Unicode"
        : Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes ? $"a part has more than {MaxSegmentBytes} bytes"
        : IsGit(segment) ? $"'{segment}' stands for git's own folder"
        : null;

    /// <summary>
    /// Names that some file system takes for <c>.git</c>: case, trailing blanks and points, streams, short names, invisible characters.
    /// </summary>
    private static bool IsGit(string segment)
    {
        if (!segment.Contains('g', StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var visible = string.Concat(
            segment.Where(character => char.GetUnicodeCategory(character) != System.Globalization.UnicodeCategory.Format)
        );
        var name = visible.Split(':', '\\')[0].TrimEnd(' ', '.');
        return name.Equals(".git", StringComparison.OrdinalIgnoreCase) || name.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }
}
