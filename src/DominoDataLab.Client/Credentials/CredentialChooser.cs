namespace DominoDataLab.Client;

/// <summary>Finds the credential: any option beats any variable, and within each the API proxy comes first.</summary>
internal static class CredentialChooser
{
    public static (DominoCredential Credential, CredentialDescription Description) Choose(DominoClientOptions options)
    {
        if (options.Credential is { } own)
        {
            return (own, new CredentialDescription("Credential option", own.Kind, []));
        }

        (string Source, string? Value, Func<string, DominoCredential> Make)[] sources =
        [
            ("ApiProxy option", options.ApiProxy, DominoCredential.ApiProxy),
            ("AuthToken option", options.AuthToken, DominoCredential.BearerToken),
            ("TokenFile option", options.TokenFile, DominoCredential.TokenFile),
            ("ApiKey option", options.ApiKey, DominoCredential.ApiKey),
            ("DOMINO_API_PROXY", Variable.Read("DOMINO_API_PROXY"), DominoCredential.ApiProxy),
            ("DOMINO_TOKEN_FILE", Variable.Read("DOMINO_TOKEN_FILE"), DominoCredential.TokenFile),
            ("DOMINO_USER_API_KEY", Variable.Read("DOMINO_USER_API_KEY"), DominoCredential.ApiKey),
        ];

        var chosen = Array.FindIndex(sources, source => !string.IsNullOrWhiteSpace(source.Value));
        if (chosen < 0)
        {
            throw new DominoCredentialException(
                "No credential was found. Set DOMINO_USER_API_KEY (or DOMINO_TOKEN_FILE, or inside Domino DOMINO_API_PROXY)."
            )
            {
                MemberAdvice = "Or set one of ApiKey, AuthToken, TokenFile and ApiProxy.",
            };
        }

        var skipped = sources
            .Select((source, i) => (source, i))
            .Where(pair => pair.i != chosen)
            .Select(pair =>
                $"{pair.source.Source}: "
                + $"{(string.IsNullOrWhiteSpace(pair.source.Value) ? "not set" : "set, but " + sources[chosen].Source + " comes first")}"
            )
            .ToList();
        try
        {
            var credential = sources[chosen].Make(sources[chosen].Value!);
            return (credential, new CredentialDescription(sources[chosen].Source, credential.Kind, skipped));
        }
        catch (DominoCredentialException e)
        {
            throw new DominoCredentialException($"{sources[chosen].Source}: {e.Message}", e);
        }
    }
}
