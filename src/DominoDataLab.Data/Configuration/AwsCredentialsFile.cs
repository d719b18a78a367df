using DominoDataLab.Client;

namespace DominoDataLab.Data.Configuration;

/// <summary>Reads the first profile of an AWS credentials file.</summary>
internal static class AwsCredentialsFile
{
    private static readonly (string Option, string Credential)[] Needed =
    [
        ("aws_access_key_id", "accessKeyID"),
        ("aws_secret_access_key", "secretAccessKey"),
        ("aws_session_token", "sessionToken"),
    ];

    /// <exception cref="DominoException">The file is missing, has no profile, cannot be read, or lacks an option.</exception>
    public static async ValueTask<Dictionary<string, string>> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw NoProfile(path);
        }

        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DominoException($"Could not read the AWS credentials file '{path}': {e.Message}", e);
        }

        var sections = IniFile.Parse(text, path);
        var profile = sections.FirstOrDefault(section => section.Name != IniFile.Defaults) ?? throw NoProfile(path);
        var defaults = sections.FirstOrDefault(section => section.Name == IniFile.Defaults);
        var credentials = new Dictionary<string, string>();
        foreach (var (option, credential) in Needed)
        {
            credentials[credential] =
                profile.Options.GetValueOrDefault(option)
                ?? defaults?.Options.GetValueOrDefault(option)
                ?? throw new DominoException(
                    $"Could not use profile '{profile.Name}' of the AWS credentials file '{path}': {option} is missing. Add it, or sign "
                        + $"in again."
                );
        }

        return credentials;
    }

    private static DominoException NoProfile(string? path) =>
        new(
            $"AWS credentials file does not exist or does not contain profiles: '{path}'. "
                + "Set AWS_SHARED_CREDENTIALS_FILE to a file with at least one profile."
        )
        {
            MemberAdvice = "Or set AwsCredentialsFile.",
        };
}
