namespace DominoDataLab.LocalServer.Execution.Local.Sandboxing;

/// <summary>Files of a feature that no execution may see, wherever they are.</summary>
internal interface ISecretFiles
{
    /// <summary>Gets the paths of the files.</summary>
    IEnumerable<string> Paths { get; }
}
