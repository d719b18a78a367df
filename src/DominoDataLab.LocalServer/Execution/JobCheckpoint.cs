namespace DominoDataLab.LocalServer.Execution;

/// <summary>The checkpoints that a job passes, in Domino's words.</summary>
internal static class JobCheckpoint
{
    public const string NodeAssigned = "NodeAssigned";
    public const string FilesPrepared = "FilesPrepared";
    public const string UserFilesSaved = "UserFilesSaved";
}
