namespace DominoDataLab.Client;

/// <summary>Asks the deployment for its version once, when it is first needed, and refuses what it is too old for.</summary>
internal sealed class VersionGate(Http.DominoHttp http)
{
    public const string VersionRoute = "GET /version";

    private readonly AsyncLazy<DeploymentVersion> _version = new(cancellationToken =>
        http.GetJsonAsync(VersionRoute, [], [], CoreJson.Default.DeploymentVersion, cancellationToken)
    );

    public Task<DeploymentVersion> GetAsync(CancellationToken cancellationToken) => _version.GetAsync(cancellationToken);

    public async Task RequireAsync(string feature, string version, CancellationToken cancellationToken)
    {
        var deployment = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (!DominoVersion.TryParse(deployment.Version, out var actual))
        {
            throw new DominoException(
                $"The deployment gave '{deployment.Version}' as its version, which is not valid. Check that DOMINO_API_HOST is the "
                    + $"address of a Domino deployment."
            );
        }

        var required = DominoVersion.Parse(version);
        if (actual < required)
        {
            throw new DominoVersionException(feature, required, actual);
        }
    }
}
