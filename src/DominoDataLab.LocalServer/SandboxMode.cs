namespace DominoDataLab.LocalServer;

/// <summary>Specifies when executions run in a sandbox, which needs Linux and the program bubblewrap.</summary>
public enum SandboxMode
{
    /// <summary>
    /// In a sandbox if the server has more than one user, unless <see cref="LocalDominoOptions.TrustUsers"/> is set. A server with a
    /// temporary data folder uses no sandbox.
    /// </summary>
    Auto,

    /// <summary>Always in a sandbox. The server does not start without it.</summary>
    Require,

    /// <summary>
    /// Never in a sandbox. A server with a data folder and more than one user starts only if <see cref="LocalDominoOptions.TrustUsers"/> is
    /// set.
    /// </summary>
    Off,
}
