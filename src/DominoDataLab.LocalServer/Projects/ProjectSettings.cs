using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>The default settings of a project's executions. If a member is null, the server's default is used.</summary>
internal sealed record SettingsRow(string? EnvironmentId, string? EnvironmentRevision, string? TierId, double? VolumeGiB);

/// <summary>The settings of projects.</summary>
internal sealed class ProjectSettings(Database database)
{
    public SettingsRow Of(string projectId) =>
        database.One(
            "SELECT environment_id, environment_revision, tier_id, volume_gib FROM project_settings WHERE project_id = $project",
            row => new SettingsRow(
                row.IsDBNull(0) ? null : row.GetString(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : row.GetDouble(3)
            ),
            ("$project", projectId)
        ) ?? new SettingsRow(null, null, null, null);

    /// <summary>Changes what is given, and leaves the rest.</summary>
    public void Update(string projectId, SettingsRow changes) =>
        database.Write(
            """
            INSERT INTO project_settings (project_id, environment_id, environment_revision, tier_id, volume_gib) VALUES ($project,
                $environment, $revision, $tier, $volume)
            ON CONFLICT DO UPDATE SET environment_id = COALESCE($environment, environment_id), environment_revision = COALESCE($revision,
                environment_revision),
                tier_id = COALESCE($tier, tier_id), volume_gib = COALESCE($volume, volume_gib)
            """,
            ("$project", projectId),
            ("$environment", changes.EnvironmentId),
            ("$revision", changes.EnvironmentRevision),
            ("$tier", changes.TierId),
            ("$volume", changes.VolumeGiB)
        );

    /// <summary>The tier of an execution that names none; one that the server has no more is ignored.</summary>
    public LocalHardwareTier DefaultTier(string projectId, LocalDominoOptions options) =>
        Of(projectId).TierId is { } id && options.HardwareTiers.FirstOrDefault(tier => tier.Id == id) is { } tier
            ? tier
            : options.HardwareTiers[0];

    /// <summary>The environment of an execution that names none; one that is archived is ignored.</summary>
    public EnvironmentRow DefaultEnvironment(string projectId, EnvironmentStore environments) =>
        Of(projectId).EnvironmentId is { } id && environments.Find(id) is { Archived: false } environment
            ? environment
            : environments.Default();

    /// <summary>
    /// The <see cref="RevisionSpec"/> of an execution that names none: the settings' in their environment, if it has such a revision.
    /// </summary>
    public string DefaultRevision(string projectId, EnvironmentRow environment, EnvironmentStore environments) =>
        Of(projectId).EnvironmentRevision is { } spec
        && DefaultEnvironment(projectId, environments).Id == environment.Id
        && environments.Find(environment, spec) is not null
            ? spec
            : RevisionSpec.Active;
}
