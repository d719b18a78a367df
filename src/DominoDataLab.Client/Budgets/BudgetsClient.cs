using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Budgets;

/// <summary>
/// Manages monthly budgets: the defaults, their overrides, and who is alerted. For administrators, in Domino 5.11.0 or newer.
/// </summary>
/// <remarks>The routes are unpublished. Every method throws a <see cref="DominoApiException"/> with status 403 if the user is not an
/// administrator.</remarks>
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

    internal BudgetsClient(DominoHttp http) => _http = http;

    /// <summary>Lists the default budgets, one for each label.</summary>
    /// <remarks>Sends <c>GET /v4/cost/budgets/defaults</c>. The server does not page the list.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListDefaultsRoute)]
    public IAsyncEnumerable<Budget> ListDefaultsAsync(CancellationToken cancellationToken = default) =>
        ListAsync(ListDefaultsRoute, cancellationToken);

    /// <summary>Changes the default budget of a label.</summary>
    /// <remarks>Sends <c>PUT /v4/cost/budgets/defaults/{label}</c>.</remarks>
    /// <param name="label">The label.</param>
    /// <param name="limit">The limit for a month, in the deployment's currency, 0 or more.</param>
    /// <param name="cancellationToken">A token to cancel the request. The budget may already have changed.</param>
    /// <exception cref="ArgumentException">The label is empty or the limit is negative. No request was sent.</exception>
    [Endpoint(UpdateDefaultRoute)]
    public Task<Budget> UpdateDefaultAsync(BudgetLabel label, decimal limit, CancellationToken cancellationToken = default) =>
        SendAsync(UpdateDefaultRoute, [label.Value], Body(label, BudgetType.Default, null, limit), RetryMode.Safe, cancellationToken);

    /// <summary>Lists the overrides: the budgets of single projects, organizations and billing tags.</summary>
    /// <remarks>Sends <c>GET /v4/cost/budgets/overrides</c>. The server does not page the list.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListOverridesRoute)]
    public IAsyncEnumerable<Budget> ListOverridesAsync(CancellationToken cancellationToken = default) =>
        ListAsync(ListOverridesRoute, cancellationToken);

    /// <summary>Creates an override: a budget for one project, organization or billing tag.</summary>
    /// <remarks>Sends <c>POST /v4/cost/budgets/overrides</c>.</remarks>
    /// <param name="label">The kind of object.</param>
    /// <param name="labelId">The ID of the project, organization or billing tag.</param>
    /// <param name="limit">The limit for a month, in the deployment's currency, 0 or more.</param>
    /// <param name="cancellationToken">A token to cancel the request. The override may already exist.</param>
    /// <exception cref="ArgumentException">A string is empty or the limit is negative. No request was sent.</exception>
    /// <exception cref="DominoApiException">The server refused the request, for example because the object has an override.</exception>
    [Endpoint(CreateOverrideRoute)]
    public Task<Budget> CreateOverrideAsync(BudgetLabel label, string labelId, decimal limit, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(labelId);
        return SendAsync(CreateOverrideRoute, [], Body(label, BudgetType.Override, labelId, limit), RetryMode.Never, cancellationToken);
    }

    /// <summary>Changes an override.</summary>
    /// <remarks>Sends <c>PUT /v4/cost/budgets/overrides/{labelId}</c>.</remarks>
    /// <param name="label">The kind of object.</param>
    /// <param name="labelId">The ID of the project, organization or billing tag.</param>
    /// <param name="limit">The limit for a month, in the deployment's currency, 0 or more.</param>
    /// <param name="cancellationToken">A token to cancel the request. The override may already have changed.</param>
    /// <exception cref="ArgumentException">A string is empty or the limit is negative. No request was sent.</exception>
    /// <exception cref="DominoNotFoundException">The object has no override.</exception>
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

    /// <summary>Deletes an override. The default budget applies to the object again.</summary>
    /// <remarks>Sends <c>DELETE /v4/cost/budgets/overrides/{labelId}</c>.</remarks>
    /// <param name="labelId">The ID of the project, organization or billing tag.</param>
    /// <param name="cancellationToken">A token to cancel the request. The override may already be deleted.</param>
    /// <exception cref="DominoNotFoundException">The object has no override.</exception>
    [Endpoint(DeleteOverrideRoute)]
    public Task DeleteOverrideAsync(string labelId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(labelId);
        return _http.SendAndForgetAsync(
            new DominoRequest(DeleteOverrideRoute, [labelId]) { RetryMode = RetryMode.Never },
            cancellationToken
        );
    }

    /// <summary>Gets the settings of budget alerts.</summary>
    /// <remarks>Sends <c>GET /v4/cost/budgets/global/alertsSettings</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetAlertSettingsRoute)]
    public Task<BudgetAlertSettings> GetAlertSettingsAsync(CancellationToken cancellationToken = default) =>
        _http.GetJsonAsync(GetAlertSettingsRoute, [], [], BudgetsJson.Default.BudgetAlertSettings, cancellationToken);

    /// <summary>Turns budget alerts on or off.</summary>
    /// <remarks>Sends <c>GET /v4/cost/budgets/global/alertsSettings</c>, then <c>PUT /v4/cost/budgets/global/alertsSettings</c> with the
    /// settings as they were read and the changes. A change that another user makes between the two requests is lost.</remarks>
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
        var settings = await GetRawSettingsAsync(cancellationToken).ConfigureAwait(false);
        if (alertsEnabled is not null)
        {
            settings["alertsEnabled"] = alertsEnabled;
        }

        if (notifyOrganizationOwner is not null)
        {
            settings["notifyOrgOwner"] = notifyOrganizationOwner;
        }

        return await PutAsync(settings, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the recipients of budget alerts.</summary>
    /// <remarks>Sends <c>GET /v4/cost/budgets/global/alertsSettings</c>, then <c>PUT /v4/cost/budgets/global/alertsSettings</c> with the
    /// settings as they were read and the changes. A change that another user makes between the two requests is lost.</remarks>
    /// <param name="targets">The e-mail addresses for each label. They replace the label's addresses. Other labels are not changed.</param>
    /// <param name="cancellationToken">A token to cancel the request. The settings may already have changed.</param>
    /// <exception cref="DominoNotFoundException">The deployment has no targets for one of the labels. Nothing was changed.</exception>
    [Endpoint(UpdateAlertSettingsRoute)]
    public async Task<BudgetAlertSettings> UpdateAlertTargetsAsync(
        IReadOnlyDictionary<BudgetLabel, IReadOnlyList<string>> targets,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(targets);
        var settings = await GetRawSettingsAsync(cancellationToken).ConfigureAwait(false);
        var known = (settings["alertTargets"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var unknown = targets.Keys.Where(label => known.TrueForAll(target => Label(target) != label.Value)).ToList();
        if (unknown.Count > 0)
        {
            throw new DominoNotFoundException(
                "budget label",
                string.Join(", ", unknown),
                $"Labels with alert targets: {string.Join(", ", known.Select(Label))}."
            );
        }

        foreach (var (label, emails) in targets)
        {
            foreach (var target in known.Where(target => Label(target) == label.Value))
            {
                // As in Python, the entry has nothing else afterward.
                target.Clear();
                target["label"] = label.Value;
                target["emails"] = new JsonArray([.. emails.Select(email => JsonValue.Create(email))]);
            }
        }

        return await PutAsync(settings, cancellationToken).ConfigureAwait(false);
    }

    private static string? Label(JsonObject target) =>
        target["label"] is JsonValue value && value.TryGetValue(out string? label) ? label : null;

    // The settings are sent back as they were read, with properties and nulls that this library does not know.
    private async Task<JsonObject> GetRawSettingsAsync(CancellationToken cancellationToken) =>
        await _http
            .GetJsonAsync(
                GetAlertSettingsRoute,
                [],
                [],
                BudgetsJson.Default.JsonObject,
                settings =>
                {
                    // Names and strings are decoded when they are used. Half a surrogate pair is found now.
                    _ = settings.ToJsonString();
                    return settings;
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    private Task<BudgetAlertSettings> PutAsync(JsonObject settings, CancellationToken cancellationToken) =>
        _http.SendJsonAsync(
            UpdateAlertSettingsRoute,
            [],
            settings,
            BudgetsJson.Default.JsonObject,
            BudgetsJson.Default.BudgetAlertSettings,
            RetryMode.Safe,
            cancellationToken
        );

    private async IAsyncEnumerable<Budget> ListAsync(string route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (
            var budget in await _http.GetJsonAsync(route, [], [], BudgetsJson.Default.ListBudget, cancellationToken).ConfigureAwait(false)
        )
        {
            yield return budget;
        }
    }

    private Task<Budget> SendAsync(
        string route,
        IReadOnlyList<string> values,
        BudgetBody body,
        RetryMode retryMode,
        CancellationToken cancellationToken
    ) => _http.SendJsonAsync(route, values, body, BudgetsJson.Default.BudgetBody, BudgetsJson.Default.Budget, retryMode, cancellationToken);

    private static BudgetBody Body(BudgetLabel label, BudgetType type, string? labelId, decimal limit)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label.Value, nameof(label));
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return new BudgetBody(label, type, limit, labelId);
    }
}
