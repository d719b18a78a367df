namespace DominoDataLab.Client.Environments;

/// <summary>The build of an environment's latest revision failed or was stopped.</summary>
/// <remarks>Domino has no route for the build log. The log is on the page of the revision in the web application.</remarks>
public sealed class EnvironmentBuildFailedException : DominoException
{
    internal EnvironmentBuildFailedException(ComputeEnvironment environment, EnvironmentRevision revision)
        : base(
            $"The build of revision {revision.Number} of environment '{environment.Name}' ended with the status {revision.Status}. "
                + "Read the build log on the environment's page in Domino, correct the definition, and create another revision."
        ) => (Environment, Revision) = (environment, revision);

    /// <summary>Gets the environment as it was last polled.</summary>
    public ComputeEnvironment Environment { get; }

    /// <summary>Gets the revision that was not built.</summary>
    public EnvironmentRevision Revision { get; }
}
