using System.Globalization;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.BillingTags;

/// <summary>
/// Manages the deployment's billing tags, their settings, and the projects that have them. For administrators, in Domino 5.11.0 or newer.
/// </summary>
/// <remarks>Except for notifications, the routes are unpublished. Every method throws a <see cref="DominoApiException"/> with status 403 if
/// the user is not an administrator. For the tag of one project, see <see cref="ProjectClient.BillingTag"/>.</remarks>
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

    /// <summary>Lists the active tags, which projects can get.</summary>
    /// <remarks>Sends <c>GET /v4/cost/billingtags</c>. The server does not page the list.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoVersionException">The deployment is older than 5.11.0. No request was sent.</exception>
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

    /// <summary>Creates tags. A tag that exists is made active.</summary>
    /// <remarks>Sends <c>POST /v4/cost/billingtags</c>.</remarks>
    /// <param name="tags">The names of the tags.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tags may already exist.</param>
    /// <returns>The tags that were created.</returns>
    /// <exception cref="ArgumentException">A tag is empty. No request was sent.</exception>
    /// <exception cref="DominoVersionException">The deployment is older than 5.11.0. No tag was created.</exception>
    /// <exception cref="DominoApiException">400: one of the tags is invalid. No tag was created.</exception>
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

    /// <summary>Gets a tag, even if it is archived.</summary>
    /// <remarks>Sends <c>GET /v4/cost/billingtags/{tag}</c>.</remarks>
    /// <param name="tag">The name of the tag.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The tag was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<BillingTag> GetAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        return (
            await _http
                .GetJsonAsync(GetRoute, [tag], [], BillingTagsJson.Default.BillingTagEnvelope, cancellationToken)
                .ConfigureAwait(false)
        ).BillingTag;
    }

    /// <summary>Archives a tag. Projects that have the tag keep it, and other projects cannot get it.</summary>
    /// <remarks>Sends <c>DELETE /v4/cost/billingtags/{tag}</c>.</remarks>
    /// <param name="tag">The name of the tag.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be archived.</param>
    /// <returns>The tag, which is not active anymore.</returns>
    /// <exception cref="DominoNotFoundException">The tag was not found.</exception>
    [Endpoint(ArchiveRoute)]
    public async Task<BillingTag> ArchiveAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
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

    /// <summary>Gets the deployment's settings of billing tags.</summary>
    /// <remarks>Sends <c>GET /v4/cost/billingtagSettings</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetSettingsRoute)]
    public async Task<BillingTagSettings> GetSettingsAsync(CancellationToken cancellationToken = default)
    {
        return await _http
            .GetJsonAsync(GetSettingsRoute, [], [], BillingTagsJson.Default.BillingTagSettings, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Gets the mode of billing tags: required, optional or disabled.</summary>
    /// <remarks>Sends <c>GET /v4/cost/billingtagSettings/mode</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetModeRoute)]
    public async Task<BillingTagMode> GetModeAsync(CancellationToken cancellationToken = default)
    {
        return (
            await _http
                .GetJsonAsync(GetModeRoute, [], [], BillingTagsJson.Default.BillingTagModeBody, cancellationToken)
                .ConfigureAwait(false)
        ).Mode;
    }

    /// <summary>Changes the mode of billing tags: required, optional or disabled.</summary>
    /// <remarks>Sends <c>PUT /v4/cost/billingtagSettings/mode</c>.</remarks>
    /// <param name="mode">The new mode.</param>
    /// <param name="cancellationToken">A token to cancel the request. The mode may already have changed.</param>
    /// <returns>The mode after the change.</returns>
    [Endpoint(UpdateModeRoute)]
    public async Task<BillingTagMode> UpdateModeAsync(BillingTagMode mode, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mode.Value, nameof(mode));
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

    /// <summary>Turns notifications about billing tags on or off.</summary>
    /// <remarks>Sends <c>PUT /api/cost/v1/billingtagSettings/notifications</c>, a public route.</remarks>
    /// <param name="enabled">true to send notifications; otherwise, false.</param>
    /// <param name="cancellationToken">A token to cancel the request. The setting may already have changed.</param>
    /// <returns>true if notifications are sent after the change; otherwise, false.</returns>
    [Endpoint(UpdateNotificationsRoute)]
    public async Task<bool> UpdateNotificationsAsync(bool enabled, CancellationToken cancellationToken = default)
    {
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

    /// <summary>Lists projects by their billing tags. Pages are requested as the list is read.</summary>
    /// <remarks>Sends <c>GET /v4/projects/billingtags/projects</c> for each page. Each project is returned once. The list ends with the
    /// first page that has no new project.</remarks>
    /// <param name="query">The filter. If null, all projects are listed.</param>
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
        var returned = new HashSet<string>(StringComparer.Ordinal);
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
            var before = returned.Count;
            foreach (var project in page.Page.Where(project => returned.Add(project.Id)))
            {
                yield return project;
            }

            // Without the first check, the list would not end if a server repeats a page or reports a wrong total.
            offset += page.Page.Count;
            if (returned.Count == before || offset >= page.TotalMatches)
            {
                yield break;
            }
        }
    }

    /// <summary>Changes the billing tags of several projects.</summary>
    /// <remarks>Sends <c>POST /v4/projects/billingtags/projects</c>.</remarks>
    /// <param name="tagsByProjectId">The name of the tag for each project ID.</param>
    /// <param name="cancellationToken">A token to cancel the request. The projects may already have their tags.</param>
    /// <returns>The projects with their new tags.</returns>
    /// <exception cref="ArgumentException">An ID or a tag is empty. No request was sent.</exception>
    /// <exception cref="DominoApiException">404: one of the projects was not found. 400: one of the tags is invalid.</exception>
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

    // Python checks the version for these two operations only.
    private Task RequireAsync(CancellationToken cancellationToken) => _versions.RequireAsync("Billing tags", "5.11.0", cancellationToken);
}
