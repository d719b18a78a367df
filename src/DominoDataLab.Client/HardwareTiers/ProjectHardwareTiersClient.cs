using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.HardwareTiers;

/// <summary>The hardware tiers that a project can use.</summary>
public sealed class ProjectHardwareTiersClient
{
    private const string ListRoute = "GET /v4/projects/{projectId}/hardwareTiers";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectHardwareTiersClient(DominoHttp http, ProjectClient project)
    {
        (_http, _project) = (http, project);
        Names = new NameLookup(
            "hardware tier",
            project.ToString(),
            async cancellationToken =>
                (await FetchAsync(cancellationToken).ConfigureAwait(false)).Select(entry =>
                    (entry.HardwareTier.Id, entry.HardwareTier.Name)
                )
        );
    }

    /// <summary>Gets the IDs of tiers that are named by ID or name.</summary>
    internal NameLookup Names { get; }

    /// <summary>
    /// Lists the tiers with their current capacity. <c>GET /v4/projects/{projectId}/hardwareTiers</c>. The list is not paged.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<AvailableHardwareTier> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var entry in await FetchAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    /// <summary>
    /// Finds a tier by name, or null. If several have the name, the first is returned. <c>GET /v4/projects/{projectId}/hardwareTiers</c>.
    /// </summary>
    /// <param name="name">The name that users see, such as <c>Small</c>.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async Task<AvailableHardwareTier?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return (await FetchAsync(cancellationToken).ConfigureAwait(false)).Find(entry => entry.HardwareTier.Name == name);
    }

    private async Task<List<AvailableHardwareTier>> FetchAsync(CancellationToken cancellationToken) =>
        await _http
            .GetJsonAsync(
                ListRoute,
                [await _project.GetIdAsync(cancellationToken).ConfigureAwait(false)],
                [],
                HardwareTiersJson.Default.ListAvailableHardwareTier,
                cancellationToken
            )
            .ConfigureAwait(false);
}
