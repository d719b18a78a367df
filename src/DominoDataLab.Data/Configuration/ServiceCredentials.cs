using DominoDataLab.Client;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.DataSources;

namespace DominoDataLab.Data.Configuration;

/// <summary>
/// Gets the credentials that a data source takes from the caller's surroundings: the user's token, or the user's AWS role.
/// </summary>
internal static class ServiceCredentials
{
    /// <exception cref="DominoException">The data source needs credentials, and none are set.</exception>
    public static async ValueTask<Dictionary<string, string>> GetAsync(
        DataSourceAuthentication authentication,
        DataConnection connection,
        CancellationToken cancellationToken
    ) =>
        authentication == DataSourceAuthentication.OAuth ? await OAuthAsync(connection, cancellationToken).ConfigureAwait(false)
        : authentication == DataSourceAuthentication.AwsIamRole || authentication == DataSourceAuthentication.AwsIamRoleWithUsername
            ? await AwsCredentialsFile.ReadAsync(connection.Options.AwsCredentialsFile, cancellationToken).ConfigureAwait(false)
        : [];

    private static async ValueTask<Dictionary<string, string>> OAuthAsync(DataConnection connection, CancellationToken cancellationToken)
    {
        var options = connection.Options;
        var token =
            await connection.Tokens.GetAsync(options.OAuthTokenService, cancellationToken).ConfigureAwait(false)
            ?? await TokenFile.ReadAsync(options.OAuthTokenFile, cancellationToken).ConfigureAwait(false)
            ?? throw new DominoException(
                $"Could not get the user's token for the data source: Token file location is not a valid file "
                    + $"('{options.OAuthTokenFile}'). "
                    + "Set DOMINO_TOKEN_FILE to a file with a token."
            )
            {
                MemberAdvice = "Or set OAuthTokenFile.",
            };
        return new() { ["token"] = token };
    }
}
