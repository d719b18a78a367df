namespace DominoDataLab.LocalServer.Clusters;

/// <summary>A job's cluster can't be there; the message says why.</summary>
internal sealed class ClusterException(string reason, string message) : Exception(message)
{
    /// <summary>The machine can't run one.</summary>
    public const string Unavailable = "ClusterUnavailable";

    /// <summary>One was started and did not come up.</summary>
    public const string Failed = "ClusterFailed";

    /// <summary>One of these, as the job shows it.</summary>
    public string Reason { get; } = reason;
}
