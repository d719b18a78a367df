using DominoDataLab.Client;

namespace DominoDataLab.Data.Authentication;

/// <summary>Reads a token file, in which the first line counts.</summary>
internal static class TokenFile
{
    /// <returns>The token, or null if no file is configured, the file does not exist, or its first line is empty.</returns>
    /// <exception cref="DominoCredentialException">The file exists but cannot be read.</exception>
    public static async ValueTask<string?> ReadAsync(string? path, CancellationToken cancellationToken) =>
        !string.IsNullOrWhiteSpace(path)
        && File.Exists(path)
        && await TokenText.ReadFileAsync(path, cancellationToken).ConfigureAwait(false) is { Length: > 0 } token
            ? token
            : null;
}
