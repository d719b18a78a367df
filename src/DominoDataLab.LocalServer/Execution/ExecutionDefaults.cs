using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Decides what an execution runs on: what is asked for, else the settings of its project, else those of the server.</summary>
internal sealed class ExecutionDefaults(ProjectSettings settings, EnvironmentStore environments, LocalDominoOptions options)
{
    /// <exception cref="DomainException">The server has no such hardware tier.</exception>
    public LocalHardwareTier Tier(string projectId, string? tierId) =>
        tierId is not { Length: > 0 }
            ? settings.DefaultTier(projectId, options)
            : options.HardwareTiers.FirstOrDefault(tier => tier.Id == tierId)
                ?? throw DomainException.Invalid(
                    $"The hardware tier with the ID '{tierId}' was not found. Use one of "
                        + $"{string.Join(", ", options.HardwareTiers.Select(tier => tier.Id))}."
                );

    /// <param name="user">The user whose rights the execution has.</param>
    /// <param name="projectId">The project of the execution.</param>
    /// <param name="environmentId">The environment, if one is asked for.</param>
    /// <param name="spec">The <see cref="RevisionSpec"/>, if one is asked for.</param>
    /// <exception cref="DomainException">The user may not use the environment, it is archived, or it has no such revision.</exception>
    public (EnvironmentRow Environment, RevisionRow Revision, string Spec) Revision(
        UserRow user,
        string projectId,
        string? environmentId,
        string? spec
    )
    {
        var environment = environmentId is { Length: > 0 }
            ? environments.Usable(user, environmentId)
            : settings.DefaultEnvironment(projectId, environments);
        if (!EnvironmentStore.MayUse(user, environment))
        {
            throw DomainException.Forbidden(
                "The project's default environment is private to another user. Choose an environment in the request, or ask its owner to "
                    + "change the project's default."
            );
        }

        if (environment.Archived)
        {
            throw DomainException.Invalid($"The environment '{environment.Name}' is archived.");
        }

        spec ??= settings.DefaultRevision(projectId, environment, environments);
        return (environment, environments.Chosen(environment, spec), spec);
    }
}
