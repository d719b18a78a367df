namespace DominoDataLab.Client;

/// <summary>Reads tokens and makes header values of them. No error quotes one.</summary>
internal static class TokenText
{
    private const int LongestToken = 64 * 1024;

    /// <summary>The first line of a token file without trailing white space; it may be empty.</summary>
    /// <exception cref="DominoCredentialException">The file cannot be read, or its first line is too long to be a token.</exception>
    public static async ValueTask<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[LongestToken];
            var text = buffer.AsMemory(0, await reader.ReadBlockAsync(buffer, cancellationToken).ConfigureAwait(false));
            var end = text.Span.IndexOfAny('\r', '\n');
            return end < 0 && text.Length == LongestToken
                ? throw new DominoCredentialException(
                    $"The first line of the token file '{path}' is not a valid token: it is longer than {LongestToken} characters."
                )
                : text[..(end < 0 ? text.Length : end)].TrimEnd().ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DominoCredentialException($"The token file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Refuses what no header may hold: HttpClient would quote the secret in its exception.</summary>
    public static string CheckHeader(string secret, string kind)
    {
        foreach (var character in secret)
        {
            if (character is (< ' ' and not '\t') or > '~')
            {
                throw new DominoCredentialException($"The {kind} has a character that no HTTP header may hold (a line end, perhaps).");
            }
        }

        return secret;
    }

    public static string BearerHeader(string token, string kind)
    {
        token = token.TrimEnd();
        if (token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || token.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            token = token["Bearer".Length..].TrimStart(' ');
        }

        return token.Length == 0
            ? throw new DominoCredentialException($"The {kind} gave an empty token.")
            : "Bearer " + CheckHeader(token, kind);
    }
}
