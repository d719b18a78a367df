namespace DominoDataLab.LocalServer.Storage;

/// <summary>The paths in the data folder.</summary>
internal sealed class ServerFolders
{
    public ServerFolders(string root)
    {
        Root = Path.GetFullPath(root);
        PrivateMode.CreateFolder(Root);
        Directory.CreateDirectory(Repositories);
        Directory.CreateDirectory(Logs);
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Incoming);
        Directory.CreateDirectory(Apps);
        Directory.CreateDirectory(Datasets);
        Directory.CreateDirectory(Mounts);
        Directory.CreateDirectory(Packages);
        PrivateMode.CreateFile(DatabaseFile);
    }

    public string Root { get; }

    public string DatabaseFile => Path.Combine(Root, "domino.db");

    public string KeyFile => Path.Combine(Root, "api-key");

    /// <summary>The keys of the other users, a file each, as earlier versions kept them.</summary>
    public string OldKeys => Path.Combine(Root, "keys");

    /// <summary>The key with which the secrets in the database are encrypted.</summary>
    public string SecretKeys => Path.Combine(Root, "secret-keys");

    /// <summary>The files of running apps, a folder for each instance.</summary>
    public string Apps => Path.Combine(Root, "apps");

    public string LockFile => Path.Combine(Root, "lock");

    public string Repositories => Path.Combine(Root, "repositories");

    /// <summary>The log of the server itself.</summary>
    public string ServerLog => Path.Combine(Logs, "server.log");

    public string Logs => Path.Combine(Root, "logs");

    public string Work => Path.Combine(Root, "work");

    public string Incoming => Path.Combine(Root, "incoming");

    public string Datasets => Path.Combine(Root, "datasets");

    /// <summary>Links to datasets, a folder for each project: what its jobs see.</summary>
    public string Mounts => Path.Combine(Root, "mounts");

    /// <summary>Python packages of requirements.txt, a folder for each such file and Python.</summary>
    public string Packages => Path.Combine(Root, "packages");
}
