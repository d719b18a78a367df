using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DominoDataLab.Client.Http;

/// <summary>
/// Prepares text of a server for display: one line, at most 500 characters, and without the credential.
/// </summary>
internal static class ServerText
{
    public const int MaxLength = 500;

    // A shorter credential would be found in ordinary words, so it is hidden only as a separate word. Domino's have at least 32 characters.
    private const int ShortestHiddenInWords = 6;

    private const string Hidden = "***";

    private static readonly HttpRequestOptionsKey<IReadOnlyList<string>> SentSecrets = new("DominoDataLab.Client.SentSecrets");

    // Characters that reorder what follows or start a new line; control characters are found by their category.
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        "\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF"
    );

    /// <summary>Returns the text as one line of at most 500 characters, or null if nothing is left.</summary>
    /// <param name="text">The text from the server.</param>
    /// <param name="secrets">The strings to hide; see <see cref="SecretsOf"/>.</param>
    public static string? Clean(string text, IReadOnlyList<string>? secrets = null)
    {
        var clean = Safe(Hide(text, secrets ?? []), keepLines: false).Trim();
        return clean.Length == 0 ? null
            : clean.Length <= MaxLength ? clean
            : clean[..(char.IsHighSurrogate(clean[MaxLength - 1]) ? MaxLength - 1 : MaxLength)] + "...";
    }

    /// <summary>Replaces each character that could forge a line of a log, or move or reorder what a terminal shows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepLines">true to keep line feeds; false to replace them, too.</param>
    public static string Safe(string text, bool keepLines)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text, i, keepLines))
            {
                return string.Create(
                    text.Length,
                    (text, keepLines),
                    static (span, state) =>
                    {
                        for (var i = 0; i < span.Length; i++)
                        {
                            span[i] = IsUnsafe(state.text, i, state.keepLines) ? ' ' : state.text[i];
                        }
                    }
                );
            }
        }

        return text;
    }

    /// <summary>Remembers the credential that a request carries, and those that its earlier addresses were sent.</summary>
    public static IReadOnlyList<string> Remember(HttpRequestMessage request, IReadOnlyList<string> earlier)
    {
        IReadOnlyList<string> all = [.. earlier, .. Credentials(request)];
        request.Options.Set(SentSecrets, all);
        return all;
    }

    /// <summary>Gets the credential that a server was sent, in every form in which it may send it back.</summary>
    public static IReadOnlyList<string> SecretsOf(HttpResponseMessage reply) =>
        reply.RequestMessage is not { } request ? []
        : request.Options.TryGetValue(SentSecrets, out var secrets) ? secrets
        : [.. Credentials(request)];

    /// <summary>Gets the secrets in every form in which a server may send them back.</summary>
    public static IReadOnlyList<string> Forms(IReadOnlyList<string> secrets) =>
        [
            .. secrets
                .SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret), JsonEncodedText.Encode(secret).ToString() })
                .Where(form => form.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Credentials(HttpRequestMessage request)
    {
        // Reading the parsed headers would rewrite what is sent.
        foreach (var header in request.Headers.NonValidated)
        {
            if (header.Key is "Authorization" or "X-Domino-Api-Key")
            {
                foreach (var value in header.Value)
                {
                    var secret = value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                    foreach (var form in Forms([secret]))
                    {
                        yield return form;
                    }

                    // User name and password at once.
                    var decoded = new byte[secret.Length];
                    if (
                        value.StartsWith("Basic ", StringComparison.Ordinal) && Convert.TryFromBase64String(secret, decoded, out var length)
                    )
                    {
                        yield return Encoding.UTF8.GetString(decoded, 0, length).Split(':')[^1];
                    }
                }
            }
        }
    }

    private static string Hide(string text, IReadOnlyList<string> secrets)
    {
        foreach (var secret in secrets)
        {
            if (secret.Length < ShortestHiddenInWords)
            {
                text = HideWord(text, secret);
                continue;
            }

            text = text.Replace(secret, Hidden, StringComparison.Ordinal);

            // A shortened text may end within the secret.
            for (var length = Math.Min(secret.Length - 1, text.Length); length >= ShortestHiddenInWords; length--)
            {
                if (text.AsSpan().EndsWith(secret.AsSpan(0, length)))
                {
                    text = string.Concat(text.AsSpan(0, text.Length - length), Hidden);
                    break;
                }
            }
        }

        return text;
    }

    private static string HideWord(string text, string secret)
    {
        for (var at = 0; (at = text.IndexOf(secret, at, StringComparison.Ordinal)) >= 0; )
        {
            var end = at + secret.Length;
            var isWord = (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            text = isWord ? string.Concat(text.AsSpan(0, at), Hidden, text.AsSpan(end)) : text;
            at = isWord ? at + Hidden.Length : at + 1;
        }

        return text;
    }

    private static bool IsUnsafe(string text, int index, bool keepLines)
    {
        var character = text[index];
        return char.IsControl(character) ? !(keepLines && character == '\n')
            : char.IsHighSurrogate(character) ? index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1])
            : char.IsLowSurrogate(character) ? index == 0 || !char.IsHighSurrogate(text[index - 1])
            : Unsafe.Contains(character);
    }
}
