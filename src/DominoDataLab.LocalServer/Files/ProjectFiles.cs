using System.Collections.Concurrent;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>A file at a commit.</summary>
internal sealed record StoredFile(string Path, string Key, long Size);

/// <summary>The files of every project: a bare git repository each. Writes to one project follow each other.</summary>
internal sealed class ProjectFiles(ServerFolders folders, TimeProvider time)
{
    private const string Branch = "refs/heads/main";
    private readonly ConcurrentDictionary<string, Lock> _turns = new(StringComparer.Ordinal);

    public void Create(string projectId, string author, IReadOnlyDictionary<string, string> files)
    {
        var folder = Folder(projectId);
        Repository.Init(folder, isBare: true);
        using var repository = new Repository(folder);
        var tree = new TreeDefinition();
        foreach (var (path, content) in files)
        {
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
            tree.Add(path, repository.ObjectDatabase.CreateBlob(stream), Mode.NonExecutableFile);
        }

        var commit = Commit(repository, tree, "Create the project", author, []);
        repository.Refs.Add(Branch, commit.Id);
        repository.Refs.UpdateTarget("HEAD", Branch);
    }

    public void Fork(string fromId, string toId)
    {
        lock (Turn(fromId))
        {
            Repository.Init(Folder(toId), isBare: true);
            using var target = new Repository(Folder(toId));
            target.Network.Remotes.Add("source", Folder(fromId));
            Commands.Fetch(target, "source", ["+refs/heads/main:refs/heads/main"], new FetchOptions(), null);
            target.Network.Remotes.Remove("source");
            target.Refs.UpdateTarget("HEAD", Branch);
        }
    }

    public string Head(string projectId)
    {
        using var repository = new Repository(Folder(projectId));
        return repository.Refs[Branch].ResolveToDirectReference().TargetIdentifier;
    }

    public List<(string Id, string Message, DateTimeOffset At)> Commits(string projectId)
    {
        using var repository = new Repository(Folder(projectId));
        var filter = new CommitFilter { IncludeReachableFrom = repository.Refs[Branch], SortBy = CommitSortStrategies.Topological };
        return [.. repository.Commits.QueryBy(filter).Select(commit => (commit.Sha, commit.MessageShort, commit.Author.When))];
    }

    public bool HasCommit(string projectId, string commit)
    {
        using var repository = new Repository(Folder(projectId));
        return Find(repository, commit) is not null;
    }

    public (List<StoredFile> Files, DateTimeOffset At) List(string projectId, string commit, string folder)
    {
        using var repository = new Repository(Folder(projectId));
        var at = Required(repository, commit);
        var files = new List<StoredFile>();
        var prefix = folder.Trim('/');
        Walk(repository, at.Tree, "", (path, blob, _) =>
        {
            if (prefix.Length == 0 || path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal))
            {
                files.Add(new StoredFile(path, blob.Sha, repository.ObjectDatabase.RetrieveObjectMetadata(blob.Id).Size));
            }
        });
        return (files, at.Author.When);
    }

    /// <summary>Opens a file's content; the caller disposes both.</summary>
    public (IDisposable Owner, Stream Content, long Size)? Open(string projectId, string commit, string path)
    {
        var repository = new Repository(Folder(projectId));
        if (Required(repository, commit)[path]?.Target is Blob blob)
        {
            return (repository, blob.GetContentStream(), blob.Size);
        }

        repository.Dispose();
        return null;
    }

    public (IDisposable Owner, Stream Content, long Size)? OpenBlob(string projectId, string key)
    {
        var repository = new Repository(Folder(projectId));
        if (ObjectId.TryParse(key, out var id) && repository.Lookup<Blob>(id) is { } blob)
        {
            return (repository, blob.GetContentStream(), blob.Size);
        }

        repository.Dispose();
        return null;
    }

    /// <summary>Makes a commit on head with one file changed.</summary>
    public void Put(string projectId, string path, string sourceFile, string author)
    {
        using var repository = new Repository(Folder(projectId));
        Blob blob;
        using (var content = File.OpenRead(sourceFile))
        {
            blob = repository.ObjectDatabase.CreateBlob(content);
        }

        lock (Turn(projectId))
        {
            var head = Required(repository, Branch);
            var existing = head[path];
            if (existing?.Target.Id == blob.Id)
            {
                return;
            }

            if (existing?.TargetType == TreeEntryTargetType.Tree || FileAbove(head, path) is not null)
            {
                throw new ApiException(409, $"'{path}' can't be written: {(existing is null ? $"'{FileAbove(head, path)}' is a file" : "it is a folder")} in this project.");
            }

            var tree = TreeDefinition.From(head.Tree).Add(path, blob, Mode.NonExecutableFile);
            Advance(repository, Commit(repository, tree, $"Upload {path}", author, [head]));
        }
    }

    /// <summary>Writes all files of a commit into an empty folder.</summary>
    public void CheckOut(string projectId, string commit, string folder)
    {
        using var repository = new Repository(Folder(projectId));
        Walk(repository, Required(repository, commit).Tree, "", (path, blob, mode) =>
        {
            var target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var content = blob.GetContentStream())
            using (var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write))
            {
                content.CopyTo(file);
            }

            if (!OperatingSystem.IsWindows() && (mode == Mode.ExecutableFile || IsScript(target)))
            {
                File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.UserExecute);
            }
        });
    }

    /// <summary>Commits on head what changed in a folder since it was checked out; null if nothing did.</summary>
    public string? CommitFolder(string projectId, string baseCommit, string folder, string message, string author)
    {
        using var repository = new Repository(Folder(projectId));
        var before = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        Walk(repository, Required(repository, baseCommit).Tree, "", (path, blob, _) => before[path] = blob.Id);
        var ignore = IgnoreRules.Read(folder);
        var changed = new List<(string Path, Blob Blob)>();
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var file in Directory.EnumerateFiles(folder, "*", options))
        {
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            var known = before.Remove(path, out var id);
            if (ignore.Ignores(path))
            {
                continue;
            }

            Blob blob;
            using (var content = File.OpenRead(file))
            {
                blob = repository.ObjectDatabase.CreateBlob(content);
            }

            if (!known || blob.Id != id)
            {
                changed.Add((path, blob));
            }
        }

        var removed = before.Keys.Where(path => !ignore.Ignores(path)).ToList();
        if (changed.Count == 0 && removed.Count == 0)
        {
            return null;
        }

        lock (Turn(projectId))
        {
            var head = Required(repository, Branch);
            var tree = TreeDefinition.From(head.Tree);
            foreach (var path in removed)
            {
                tree.Remove(path);
            }

            foreach (var (path, blob) in changed)
            {
                tree.Add(path, blob, Mode.NonExecutableFile);
            }

            var commit = Commit(repository, tree, message, author, [head]);
            Advance(repository, commit);
            return commit.Sha;
        }
    }

    private static bool IsScript(string file)
    {
        using var stream = File.OpenRead(file);
        return stream.ReadByte() == '#' && stream.ReadByte() == '!';
    }

    private static string? FileAbove(Commit head, string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (head[path[..slash]]?.TargetType == TreeEntryTargetType.Blob)
            {
                return path[..slash];
            }
        }

        return null;
    }

    private static void Walk(Repository repository, Tree tree, string prefix, Action<string, Blob, Mode> visit)
    {
        foreach (var entry in tree)
        {
            if (entry.TargetType == TreeEntryTargetType.Tree)
            {
                Walk(repository, (Tree)entry.Target, prefix + entry.Name + "/", visit);
            }
            else if (entry.TargetType == TreeEntryTargetType.Blob && entry.Mode != Mode.SymbolicLink)
            {
                visit(prefix + entry.Name, (Blob)entry.Target, entry.Mode);
            }
        }
    }

    private static Commit? Find(Repository repository, string commit) =>
        commit == Branch ? repository.Lookup<Commit>(Branch) : ObjectId.TryParse(commit, out var id) ? repository.Lookup<Commit>(id) : null;

    private static Commit Required(Repository repository, string commit) =>
        Find(repository, commit) ?? throw new ApiException(404, $"There is no commit '{commit}' in this project.");

    private static void Advance(Repository repository, Commit commit) => repository.Refs.UpdateTarget(repository.Refs[Branch], commit.Id);

    private Commit Commit(Repository repository, TreeDefinition tree, string message, string author, IEnumerable<Commit> parents)
    {
        var signature = new Signature(author, author + "@localhost", time.GetUtcNow());
        return repository.ObjectDatabase.CreateCommit(signature, signature, message, repository.ObjectDatabase.CreateTree(tree), parents, prettifyMessage: false);
    }

    private Lock Turn(string projectId) => _turns.GetOrAdd(projectId, static _ => new Lock());

    private string Folder(string projectId) => Path.Combine(folders.Repositories, projectId + ".git");
}
