using DominoDataLab.Client.Apps;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.HardwareTiers;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Models;
using DominoDataLab.Client.Runs;
using DominoDataLab.Client.ScheduledJobs;
using DominoDataLab.Client.Users;
using DominoDataLab.Client.Variables;

namespace DominoDataLab.Client.Projects;

/// <summary>A project and its parts. The project is looked up once, when it is first needed.</summary>
public sealed class ProjectClient
{
    private const string EnvironmentsRoute = "GET /v4/projects/{projectId}/useableEnvironments";

    private readonly ProjectsClient _projects;
    private readonly VersionGate _versions;
    private readonly string? _givenId;
    private readonly AsyncLazy<Resolved> _resolved;
    private readonly string _text;

    internal ProjectClient(
        DominoHttp http,
        VersionGate versions,
        ProjectsClient projects,
        UsersClient users,
        JobsClient jobs,
        DatasetsClient datasets,
        string nameOrId
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrId);
        (_projects, _versions, _text) = (projects, versions, nameOrId);
        _resolved = new AsyncLazy<Resolved>(ResolveAsync);
        switch (nameOrId.Split('/'))
        {
            case [{ Length: > 0 } owner, { Length: > 0 } name]:
                (Owner, Name) = (owner, name);
                break;
            case [{ Length: 24 } id] when id.All(char.IsAsciiHexDigit):
                _givenId = id;
                break;
            default:
                throw new ArgumentException($"'{nameOrId}' is not a valid project. Use owner/name or a project ID.", nameof(nameOrId));
        }

        Files = new ProjectFilesClient(http, this);
        Jobs = new ProjectJobsClient(http, versions, this, jobs);
        Results = new ProjectResultsClient(this);
        Datasets = new ProjectDatasetsClient(http, this, datasets);
        ScheduledJobs = new ProjectScheduledJobsClient(http, versions, users, this);
        Runs = new ProjectRunsClient(http, this, jobs);
        Apps = new ProjectAppsClient(http, this);
        Models = new ProjectModelsClient(http, versions, this);
        Endpoint = new ProjectEndpointClient(http, this);
        Tags = new ProjectTagsClient(http, this, projects);
        Collaborators = new ProjectCollaboratorsClient(http, this, projects, users);
        HardwareTiers = new ProjectHardwareTiersClient(http, this);
        Settings = new ProjectSettingsClient(http, this);
        Variables = new ProjectVariablesClient(http, this);
        Environments = new NameLookup(
            "environment",
            nameOrId,
            async cancellationToken =>
                (
                    await http.GetJsonAsync(
                            EnvironmentsRoute,
                            [await GetIdAsync(cancellationToken).ConfigureAwait(false)],
                            [],
                            ProjectsJson.Default.UseableEnvironments,
                            cancellationToken
                        )
                        .ConfigureAwait(false)
                ).Environments.Select(entry => (entry.Id, entry.Name))
        );
        BillingTag = new ProjectBillingTagClient(http, this);
    }

    /// <summary>Gets the client for the project's files and commits.</summary>
    public ProjectFilesClient Files { get; }

    /// <summary>Gets the client for the project's jobs.</summary>
    public ProjectJobsClient Jobs { get; }

    /// <summary>Gets the client for the project's datasets.</summary>
    public ProjectDatasetsClient Datasets { get; }

    /// <summary>Gets the client for the project's scheduled jobs.</summary>
    public ProjectScheduledJobsClient ScheduledJobs { get; }

    /// <summary>Gets the client for the result files of the project's jobs.</summary>
    public ProjectResultsClient Results { get; }

    /// <summary>Gets the client for the project's runs, the older form of jobs.</summary>
    public ProjectRunsClient Runs { get; }

    /// <summary>Gets the client for the project's apps.</summary>
    public ProjectAppsClient Apps { get; }

    /// <summary>Gets the client for the project's models.</summary>
    public ProjectModelsClient Models { get; }

    /// <summary>Gets the client for the project's API endpoint, the older form of a model.</summary>
    public ProjectEndpointClient Endpoint { get; }

    /// <summary>Gets the client for the project's tags.</summary>
    public ProjectTagsClient Tags { get; }

    /// <summary>Gets the client for the project's collaborators and their roles.</summary>
    public ProjectCollaboratorsClient Collaborators { get; }

    /// <summary>Gets the client for the hardware tiers that the project can use.</summary>
    public ProjectHardwareTiersClient HardwareTiers { get; }

    /// <summary>Gets the client for the default settings of the project's executions.</summary>
    public ProjectSettingsClient Settings { get; }

    /// <summary>Gets the client for the environment variables of the project's executions.</summary>
    public ProjectVariablesClient Variables { get; }

    /// <summary>Gets the IDs of environments that are named by id or name.</summary>
    internal NameLookup Environments { get; }

    /// <summary>Gets the client for the project's billing tag. For administrators.</summary>
    public ProjectBillingTagClient BillingTag { get; }

    private string? Owner { get; }

    private string? Name { get; }

    /// <summary>Gets the project's ID. It is requested once and then kept.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project was not found or is not visible to the user.</exception>
    public async Task<string> GetIdAsync(CancellationToken cancellationToken = default) =>
        _givenId ?? (await _resolved.GetAsync(cancellationToken).ConfigureAwait(false)).Id;

    /// <summary>Returns the name or ID that the client was created with.</summary>
    public override string ToString() => _text;

    internal async Task<Project> GetProjectAsync(CancellationToken cancellationToken) =>
        await _projects.GetAsync(await GetIdAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    internal async Task<(string Owner, string Name)> GetNamesAsync(CancellationToken cancellationToken)
    {
        if (Owner is not null && Name is not null)
        {
            return (Owner, Name);
        }

        var resolved = await _resolved.GetAsync(cancellationToken).ConfigureAwait(false);
        return resolved.Owner is "" or "." or ".." || resolved.Name is "" or "." or ".."
            ? throw new DominoException(
                $"The deployment gave an invalid name for the project {resolved.Id}: '{resolved.Owner}/{resolved.Name}'."
            )
            : (resolved.Owner, resolved.Name);
    }

    private async Task<Resolved> ResolveAsync(CancellationToken cancellationToken)
    {
        await _versions.RequireAsync("This library", "4.1.0", cancellationToken).ConfigureAwait(false);
        if (_givenId is not null)
        {
            var project = await _projects.GetAsync(_givenId, cancellationToken).ConfigureAwait(false);
            return new Resolved(
                project.Id,
                project.OwnerUserName
                    ?? throw new DominoException(
                        $"The reply about project {_givenId} does not name its owner. Use owner/name for the project."
                    ),
                project.Name
            );
        }

        var found =
            await _projects.FindAsync(Owner!, Name!, cancellationToken).ConfigureAwait(false)
            ?? throw new DominoNotFoundException(
                "project",
                _text,
                "Check owner and name, and that the user of this credential may see it."
            );
        return new Resolved(found.Id, Owner!, Name!);
    }

    private sealed record Resolved(string Id, string Owner, string Name);
}
