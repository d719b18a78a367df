using System.Globalization;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.BillingTags;

/// <summary>
/// The deployment's billing tags, their settings, and the projects that have them. For administrators, from Domino 5.11.0 on.
/// </summary>
/// <remarks>The routes are unpublished, but for the one of notifications. Every method throws a <see cref="DominoVersionException"/>,
/// having changed nothing, if the deployment is older, and a <see cref="DominoApiException"/> with status 403 if the user is not an
/// administrator. For the tag of one project see <see cref="ProjectClient.BillingTag"/>.</remarks>
public sealed class BillingTagsClient
{
    private const string ListRoute = "GET /v4/cost/billingtags";
    private const string CreateRoute = "POST /v4/cost/billingtags";
    private const string GetRoute = "GET /v4/cost/billingtags/{tag}";
    private const string ArchiveRoute = "DELETE /v4/cost/billingtags/{tag}";
    private const string GetSettingsRoute = "GET /v4/cost/billingtagSettings";
    private const string GetModeRoute = "GET /v4/cost/billingtagSettings/mode";
    private const string UpdateModeRoute = "PUT /v4/cost/billingtagSettings/mode";
    private const string UpdateNotificationsRoute = "PUT /api/cost/v1/billingtagSettings/notifications";
    private const string ListProjectsRoute = "GET /v4/projects/billingtags/projects";
    private const string UpdateProjectsRoute = "POST /v4/projects/billingtags/projects";

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;

    internal BillingTagsClient(DominoHttp http, VersionGate versions) => (_http, _versions) = (http, versions);

    /// <summary>The tags that projects may be given. <c>GET /v4/cost/billingtags</c>; the server does not page them.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<BillingTag> ListActiveAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var tag in (
                await _http.GetJsonAsync(ListRoute, [], [], BillingTagsJson.Default.BillingTagList, cancellationToken).ConfigureAwait(false)
            ).BillingTags
        )
        {
            yield return tag;
        }
    }

    /// <summary>Creates tags; one that is there already is made active. <c>POST /v4/cost/billingtags</c>.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tags may already exist.</param>
    /// <returns>The tags that were created.</returns>
    /// <exception cref="ArgumentException">A tag is blank; nothing was sent.</exception>
    /// <exception cref="DominoApiException">400: one of the tags is not allowed; none was created.</exception>
    [Endpoint(CreateRoute)]
    public async Task<IReadOnlyList<BillingTag>> CreateAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        foreach (var tag in tags)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(tag, nameof(tags));
        }

        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .SendJsonAsync(
                    CreateRoute,
                    [],
                    new NewBillingTags(tags),
                    BillingTagsJson.Default.NewBillingTags,
                    BillingTagsJson.Default.BillingTagList,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).BillingTags;
    }

    /// <summary>A tag, an archived one too. <c>GET /v4/cost/billingtags/{tag}</c>.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the tag was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<BillingTag> GetAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .GetJsonAsync(GetRoute, [tag], [], BillingTagsJson.Default.BillingTagEnvelope, cancellationToken)
                .ConfigureAwait(false)
        ).BillingTag;
    }

    /// <summary>Archives a tag: projects that have it keep it, no other gets it. <c>DELETE /v4/cost/billingtags/{tag}</c>.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be archived.</param>
    /// <returns>The tag, no longer active.</returns>
    /// <exception cref="DominoApiException">404: the tag was not found.</exception>
    [Endpoint(ArchiveRoute)]
    public async Task<BillingTag> ArchiveAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .SendJsonAsync(
                    new DominoRequest(ArchiveRoute, [tag]) { RetryMode = RetryMode.Safe },
                    BillingTagsJson.Default.BillingTagEnvelope,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).BillingTag;
    }

    /// <summary>How the deployment uses billing tags. <c>GET /v4/cost/billingtagSettings</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetSettingsRoute)]
    public async Task<BillingTagSettings> GetSettingsAsync(CancellationToken cancellationToken = default)
    {
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(GetSettingsRoute, [], [], BillingTagsJson.Default.BillingTagSettings, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Gets the mode of billing tags: required, optional or disabled. <c>GET /v4/cost/billingtagSettings/mode</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetModeRoute)]
    public async Task<BillingTagMode> GetModeAsync(CancellationToken cancellationToken = default)
    {
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .GetJsonAsync(GetModeRoute, [], [], BillingTagsJson.Default.BillingTagModeBody, cancellationToken)
                .ConfigureAwait(false)
        ).Mode;
    }

    /// <summary>Changes whether projects need billing tags. <c>PUT /v4/cost/billingtagSettings/mode</c>.</summary>
    /// <param name="mode">The new mode.</param>
    /// <param name="cancellationToken">A token to cancel the request. The mode may already have changed.</param>
    /// <returns>The mode that holds now.</returns>
    [Endpoint(UpdateModeRoute)]
    public async Task<BillingTagMode> UpdateModeAsync(BillingTagMode mode, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mode.Value, nameof(mode));
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .SendJsonAsync(
                    UpdateModeRoute,
                    [],
                    new BillingTagModeBody(mode),
                    BillingTagsJson.Default.BillingTagModeBody,
                    BillingTagsJson.Default.BillingTagModeBody,
                    RetryMode.Safe,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Mode;
    }

    /// <summary>
    /// Switches notifications about billing tags on or off. <c>PUT /api/cost/v1/billingtagSettings/notifications</c>, a public route.
    /// </summary>
    /// <param name="enabled">true if they are sent; otherwise, false.</param>
    /// <param name="cancellationToken">A token to cancel the request. The setting may already have changed.</param>
    /// <returns>true if they are sent now; otherwise, false.</returns>
    [Endpoint(UpdateNotificationsRoute)]
    public async Task<bool> UpdateNotificationsAsync(bool enabled, CancellationToken cancellationToken = default)
    {
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .SendJsonAsync(
                    UpdateNotificationsRoute,
                    [],
                    new BillingTagNotificationsBody(enabled),
                    BillingTagsJson.Default.BillingTagNotificationsBody,
                    BillingTagsJson.Default.BillingTagNotificationsBody,
                    RetryMode.Safe,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Notifications;
    }

    /// <summary>Projects by their billing tags, page by page as they are read. <c>GET /v4/projects/billingtags/projects</c>.</summary>
    /// <param name="query">Which ones. If null, all are included.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The page size is not from 1 to 1,000.</exception>
    [Endpoint(ListProjectsRoute)]
    public async IAsyncEnumerable<Project> ListProjectsAsync(
        BillingTagProjectQuery? query = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        query ??= new BillingTagProjectQuery();
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, 1000);
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        for (var offset = 0; ; )
        {
            var page = await _http
                .GetJsonAsync(
                    ListProjectsRoute,
                    [],
                    [
                        ("offset", offset.ToString(CultureInfo.InvariantCulture)),
                        ("pageSize", query.PageSize.ToString(CultureInfo.InvariantCulture)),
                        ("missingBillingTagOnly", query.MissingTagOnly ? "true" : "false"),
                        ("billingTag", query.BillingTag),
                        ("nameFilter", query.NameFilter),
                        ("sortBy", query.SortBy),
                        (
                            "sortOrder",
                            query.Ascending is { } ascending
                                ? ascending
                                    ? "asc"
                                    : "desc"
                                : null
                        ),
                    ],
                    BillingTagsJson.Default.ProjectPage,
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var project in page.Page)
            {
                yield return project;
            }

            offset += page.Page.Count;
            if (page.Page.Count == 0 || offset >= page.TotalMatches)
            {
                yield break;
            }
        }
    }

    /// <summary>Gives many projects their billing tags. <c>POST /v4/projects/billingtags/projects</c>.</summary>
    /// <param name="tagsByProjectId">The tag for each project's id.</param>
    /// <param name="cancellationToken">A token to cancel the request. The projects may already have their tags.</param>
    /// <returns>The projects with their new tags.</returns>
    /// <exception cref="ArgumentException">An id or a tag is blank; nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: one of the projects does not exist. 400: one of the tags can't be used.</exception>
    [Endpoint(UpdateProjectsRoute)]
    public async Task<IReadOnlyList<Project>> UpdateProjectsAsync(
        IReadOnlyDictionary<string, string> tagsByProjectId,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(tagsByProjectId);
        foreach (var (projectId, tag) in tagsByProjectId)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(projectId, nameof(tagsByProjectId));
            ArgumentException.ThrowIfNullOrWhiteSpace(tag, nameof(tagsByProjectId));
        }

        await RequireAsync(cancellationToken).ConfigureAwait(false);
        var body = new ProjectsTagsBody([.. tagsByProjectId.Select(pair => new ProjectTagBody(pair.Key, new TagBody(pair.Value)))]);
        return (
            await _http
                .SendJsonAsync(
                    UpdateProjectsRoute,
                    [],
                    body,
                    BillingTagsJson.Default.ProjectsTagsBody,
                    BillingTagsJson.Default.ProjectSummaries,
                    RetryMode.Safe,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Summaries;
    }

    private Task RequireAsync(CancellationToken cancellationToken) => _versions.RequireAsync("Billing tags", "5.11.0", cancellationToken);
}
