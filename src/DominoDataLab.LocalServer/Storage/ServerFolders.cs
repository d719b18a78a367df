namespace DominoDataLab.LocalServer.Storage;

/// <summary>Where things lie in the data folder.</summary>
internal sealed class ServerFolders
{
    public ServerFolders(string root)
    {
        Root = Path.GetFullPath(root);
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Repositories);
        Directory.CreateDirectory(Logs);
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Incoming);
        Directory.CreateDirectory(Datasets);
    }

    public string Root { get; }

    public string DatabaseFile => Path.Combine(Root, "domino.db");

    public string KeyFile => Path.Combine(Root, "api-key");

    public string LockFile => Path.Combine(Root, "lock");

    public string Repositories => Path.Combine(Root, "repositories");

    public string Logs => Path.Combine(Root, "logs");

    public string Work => Path.Combine(Root, "work");

    public string Datasets => Path.Combine(Root, "datasets");

    public string Incoming => Path.Combine(Root, "incoming");
}
