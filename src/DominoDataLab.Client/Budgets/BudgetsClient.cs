using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Budgets;

/// <summary>Monthly budgets: the defaults, what overrides them, and who is alerted. For administrators, from Domino 5.11.0 on.</summary>
/// <remarks>The routes are unpublished. Every method throws a <see cref="DominoVersionException"/>, having changed nothing, if the
/// deployment is older, and a <see cref="DominoApiException"/> with status 403 if the user is not an administrator.</remarks>
public sealed class BudgetsClient
{
    private const string ListDefaultsRoute = "GET /v4/cost/budgets/defaults";
    private const string UpdateDefaultRoute = "PUT /v4/cost/budgets/defaults/{label}";
    private const string ListOverridesRoute = "GET /v4/cost/budgets/overrides";
    private const string CreateOverrideRoute = "POST /v4/cost/budgets/overrides";
    private const string UpdateOverrideRoute = "PUT /v4/cost/budgets/overrides/{labelId}";
    private const string DeleteOverrideRoute = "DELETE /v4/cost/budgets/overrides/{labelId}";
    private const string GetAlertSettingsRoute = "GET /v4/cost/budgets/global/alertsSettings";
    private const string UpdateAlertSettingsRoute = "PUT /v4/cost/budgets/global/alertsSettings";

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;

    internal BudgetsClient(DominoHttp http, VersionGate versions) => (_http, _versions) = (http, versions);

    /// <summary>The default budgets, one for each label. <c>GET /v4/cost/budgets/defaults</c>; the server does not page them.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListDefaultsRoute)]
    public IAsyncEnumerable<Budget> ListDefaultsAsync(CancellationToken cancellationToken = default) =>
        ListAsync(ListDefaultsRoute, cancellationToken);

    /// <summary>Changes the default budget of a label. <c>PUT /v4/cost/budgets/defaults/{label}</c>.</summary>
    /// <param name="label">Which default.</param>
    /// <param name="limit">The limit for a month, in the deployment's currency; 0 or more.</param>
    /// <param name="cancellationToken">A token to cancel the request. The budget may already have changed.</param>
    /// <exception cref="ArgumentException">The label is empty or the limit negative; nothing was sent.</exception>
    [Endpoint(UpdateDefaultRoute)]
    public Task<Budget> UpdateDefaultAsync(BudgetLabel label, decimal limit, CancellationToken cancellationToken = default) =>
        SendAsync(UpdateDefaultRoute, [label.Value], Body(label, BudgetType.Default, null, limit), RetryMode.Safe, cancellationToken);

    /// <summary>The budgets of single things. <c>GET /v4/cost/budgets/overrides</c>; the server does not page them.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListOverridesRoute)]
    public IAsyncEnumerable<Budget> ListOverridesAsync(CancellationToken cancellationToken = default) =>
        ListAsync(ListOverridesRoute, cancellationToken);

    /// <summary>Gives one thing a budget of its own. <c>POST /v4/cost/budgets/overrides</c>.</summary>
    /// <param name="label">The kind of object.</param>
    /// <param name="labelId">The id of the project, organization or billing tag.</param>
    /// <param name="limit">The limit for a month, in the deployment's currency; 0 or more.</param>
    /// <param name="cancellationToken">A token to cancel the request. The budget may already exist.</param>
    /// <exception cref="ArgumentException">A string is empty or the limit is negative. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">The server refused, for one because the thing has a budget of its own already.</exception>
    [Endpoint(CreateOverrideRoute)]
    public Task<Budget> CreateOverrideAsync(BudgetLabel label, string labelId, decimal limit, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(labelId);
        return SendAsync(CreateOverrideRoute, [], Body(label, BudgetType.Override, labelId, limit), RetryMode.Never, cancellationToken);
    }

    /// <summary>Changes the budget of one thing. <c>PUT /v4/cost/budgets/overrides/{labelId}</c>.</summary>
    /// <param name="label">The kind of object.</param>
    /// <param name="labelId">The id of the project, organization or billing tag.</param>
    /// <param name="limit">The limit for a month, in the deployment's currency; 0 or more.</param>
    /// <param name="cancellationToken">A token to cancel the request. The budget may already have changed.</param>
    /// <exception cref="ArgumentException">A string is empty or the limit is negative. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: the thing has no budget of its own.</exception>
    [Endpoint(UpdateOverrideRoute)]
    public Task<Budget> UpdateOverrideAsync(BudgetLabel label, string labelId, decimal limit, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(labelId);
        return SendAsync(
            UpdateOverrideRoute,
            [labelId],
            Body(label, BudgetType.Override, labelId, limit),
            RetryMode.Safe,
            cancellationToken
        );
    }

    /// <summary>
    /// Takes the budget of one thing away; the default holds for it again. <c>DELETE /v4/cost/budgets/overrides/{labelId}</c>.
    /// </summary>
    /// <param name="labelId">The id of the project, organization or billing tag.</param>
    /// <param name="cancellationToken">A token to cancel the request. The budget may already be deleted.</param>
    /// <exception cref="DominoApiException">404: the thing has no budget of its own.</exception>
    [Endpoint(DeleteOverrideRoute)]
    public async Task DeleteOverrideAsync(string labelId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(labelId);
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(new DominoRequest(DeleteOverrideRoute, [labelId]) { RetryMode = RetryMode.Never }, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Gets the settings of alerts. <c>GET /v4/cost/budgets/global/alertsSettings</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetAlertSettingsRoute)]
    public async Task<BudgetAlertSettings> GetAlertSettingsAsync(CancellationToken cancellationToken = default)
    {
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(GetAlertSettingsRoute, [], [], BudgetsJson.Default.BudgetAlertSettings, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Switches alerts on or off. <c>PUT /v4/cost/budgets/global/alertsSettings</c>, after a GET of the same path.</summary>
    /// <remarks>Settings that are null are sent back as they were read. A change that another user makes between the two requests is
    /// lost.</remarks>
    /// <param name="alertsEnabled">true to send alerts; otherwise, false. If null, the setting is not changed.</param>
    /// <param name="notifyOrganizationOwner">true to also notify the owner of an organization; otherwise, false. If null, the setting is
    /// not changed.</param>
    /// <param name="cancellationToken">A token to cancel the request. The settings may already have changed.</param>
    [Endpoint(UpdateAlertSettingsRoute)]
    public async Task<BudgetAlertSettings> UpdateAlertSettingsAsync(
        bool? alertsEnabled = null,
        bool? notifyOrganizationOwner = null,
        CancellationToken cancellationToken = default
    )
    {
        var settings = await GetAlertSettingsAsync(cancellationToken).ConfigureAwait(false);
        return await PutAsync(
                settings with
                {
                    AlertsEnabled = alertsEnabled ?? settings.AlertsEnabled,
                    NotifyOrganizationOwner = notifyOrganizationOwner ?? settings.NotifyOrganizationOwner,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Says who is told about the budgets of some labels. <c>PUT /v4/cost/budgets/global/alertsSettings</c>, after a GET of the same path.
    /// </summary>
    /// <remarks>Other labels are sent back as they were read. A change that another user makes between the two requests is lost.</remarks>
    /// <param name="targets">E-mail addresses for each label; they replace those of before.</param>
    /// <param name="cancellationToken">A token to cancel the request. The settings may already have changed.</param>
    /// <exception cref="ArgumentException">The deployment has no targets for one of the labels; nothing was changed.</exception>
    [Endpoint(UpdateAlertSettingsRoute)]
    public async Task<BudgetAlertSettings> UpdateAlertTargetsAsync(
        IReadOnlyDictionary<BudgetLabel, IReadOnlyList<string>> targets,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(targets);
        var settings = await GetAlertSettingsAsync(cancellationToken).ConfigureAwait(false);
        var unknown = targets.Keys.Except(settings.AlertTargets.Select(target => target.Label)).ToList();
        if (unknown.Count > 0)
        {
            throw new ArgumentException(
                $"The deployment has no alert targets for {string.Join(", ", unknown)}; it has them for "
                    + $"{string.Join(", ", settings.AlertTargets.Select(target => target.Label))}.",
                nameof(targets)
            );
        }

        IReadOnlyList<BudgetAlertTarget> changed =
        [
            .. settings.AlertTargets.Select(target =>
                targets.TryGetValue(target.Label, out var emails) ? new BudgetAlertTarget { Label = target.Label, Emails = emails } : target
            ),
        ];
        return await PutAsync(settings with { AlertTargets = changed }, cancellationToken).ConfigureAwait(false);
    }

    private Task<BudgetAlertSettings> PutAsync(BudgetAlertSettings settings, CancellationToken cancellationToken) =>
        _http.SendJsonAsync(
            UpdateAlertSettingsRoute,
            [],
            settings,
            BudgetsJson.Default.BudgetAlertSettings,
            BudgetsJson.Default.BudgetAlertSettings,
            RetryMode.Safe,
            cancellationToken
        );

    private async IAsyncEnumerable<Budget> ListAsync(string route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var budget in await _http.GetJsonAsync(route, [], [], BudgetsJson.Default.ListBudget, cancellationToken).ConfigureAwait(false)
        )
        {
            yield return budget;
        }
    }

    private async Task<Budget> SendAsync(
        string route,
        IReadOnlyList<string> values,
        BudgetBody body,
        RetryMode retryMode,
        CancellationToken cancellationToken
    )
    {
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .SendJsonAsync(route, values, body, BudgetsJson.Default.BudgetBody, BudgetsJson.Default.Budget, retryMode, cancellationToken)
            .ConfigureAwait(false);
    }

    private static BudgetBody Body(BudgetLabel label, BudgetType type, string? labelId, decimal limit)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label.Value, nameof(label));
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return new BudgetBody(label, type, limit, labelId);
    }

    private Task RequireAsync(CancellationToken cancellationToken) => _versions.RequireAsync("Budgets", "5.11.0", cancellationToken);
}
