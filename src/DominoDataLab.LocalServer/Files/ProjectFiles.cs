using System.Collections.Concurrent;
using DominoDataLab.LocalServer.Diagnostics;
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

    /// <summary>The checkouts by their folders, so that the end of a job needs to read only files that were changed.</summary>
    private readonly ConcurrentDictionary<string, Checkout> _checkouts = new(StringComparer.Ordinal);

    /// <summary>Occurs after each write to the files of a project, with the project's ID.</summary>
    public event Action<string>? Written;

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
        Written?.Invoke(projectId);
    }

    public void Fork(string fromId, string toId)
    {
        // The head comes first: what is uploaded from now on is the source's alone.
        var head = Head(fromId);
        Repository.Init(Folder(toId), isBare: true);
        LooseObject.Share(Folder(fromId), Folder(toId));
        using var target = new Repository(Folder(toId));
        target.Refs.Add(Branch, new ObjectId(head));
        target.Refs.UpdateTarget("HEAD", Branch);
        Written?.Invoke(toId);
    }

    public string Head(string projectId)
    {
        using var repository = new Repository(Folder(projectId));
        return repository.Refs[Branch].ResolveToDirectReference().TargetIdentifier;
    }

    public (string Id, string Message, DateTimeOffset At) HeadCommit(string projectId)
    {
        using var repository = new Repository(Folder(projectId));
        return Facts(Required(repository, Branch));
    }

    /// <summary>All commits, newest first.</summary>
    public List<(string Id, string Message, DateTimeOffset At)> Commits(string projectId)
    {
        using var repository = new Repository(Folder(projectId));
        var filter = new CommitFilter { IncludeReachableFrom = repository.Refs[Branch], SortBy = CommitSortStrategies.Topological };
        return [.. repository.Commits.QueryBy(filter).Select(Facts)];
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
        var place = prefix.Length == 0 ? at.Tree : at[prefix]?.Target;
        if (place is Tree tree)
        {
            Walk(tree, prefix.Length == 0 ? "" : prefix + "/", (path, id, _) => files.Add(Stored(path, id)));
        }
        else if (place is Blob blob)
        {
            files.Add(Stored(prefix, blob.Id));
        }

        return (files, at.Author.When);

        StoredFile Stored(string path, ObjectId id) => new(path, id.Sha, repository.ObjectDatabase.RetrieveObjectMetadata(id).Size);
    }

    /// <summary>Opens a file's content; the caller disposes it.</summary>
    public (Stream Content, long Size)? Open(string projectId, string commit, string path)
    {
        using var repository = new Repository(Folder(projectId));
        return Required(repository, commit)[path] is { TargetType: TreeEntryTargetType.Blob } entry
            ? Blobs.Open(repository, entry.Target.Id)
            : null;
    }

    public (Stream Content, long Size)? OpenBlob(string projectId, string key)
    {
        using var repository = new Repository(Folder(projectId));
        return key.Length == 40 && ObjectId.TryParse(key, out var id) ? Blobs.Open(repository, id) : null;
    }

    /// <summary>Makes a commit on head with one file changed; none if the file is already so.</summary>
    public void Put(string projectId, string path, string sourceFile, string author)
    {
        using var timing = Telemetry.GitOperation("put");
        using var repository = new Repository(Folder(projectId));
        ObjectId id;
        using (var content = File.OpenRead(sourceFile))
        {
            id = LooseObject.WriteBlob(repository, content);
        }

        lock (Turn(projectId))
        {
            var head = Required(repository, Branch);
            var existing = head[path];
            if (existing?.TargetType == TreeEntryTargetType.Blob && existing.Target.Id == id)
            {
                return;
            }

            if (existing?.TargetType == TreeEntryTargetType.Tree || ResultMerge.FileAbove(head, path) is not null)
            {
                throw DomainException.Conflict(
                    $"'{path}' can't be written: "
                        + $"{(existing is null ? $"'{ResultMerge.FileAbove(head, path)}' is a file" : "it is a folder")} in this project."
                );
            }

            var tree = TreeDefinition.From(head.Tree).Add(path, id, existing?.Mode ?? Mode.NonExecutableFile);
            Advance(projectId, repository, Commit(repository, tree, $"Upload {path}", author, [head]));
        }
    }

    /// <summary>Makes a commit on head without these files and folders.</summary>
    public void Remove(string projectId, IReadOnlyList<string> paths, string author)
    {
        using var repository = new Repository(Folder(projectId));
        lock (Turn(projectId))
        {
            var head = Required(repository, Branch);
            var tree = TreeDefinition.From(head.Tree);
            foreach (var path in paths)
            {
                _ = Existing(head, path);
                tree.Remove(path);
            }

            Advance(
                projectId,
                repository,
                Commit(repository, tree, paths.Count == 1 ? $"Remove {paths[0]}" : $"Remove {paths.Count} files", author, [head])
            );
        }
    }

    /// <summary>Makes a commit on head in which a file or a folder has another path.</summary>
    public void Move(string projectId, string from, string to, bool isFolder, string author)
    {
        using var repository = new Repository(Folder(projectId));
        lock (Turn(projectId))
        {
            var head = Required(repository, Branch);
            var entry = Existing(head, from);
            if (isFolder != (entry.TargetType == TreeEntryTargetType.Tree))
            {
                throw DomainException.Invalid($"'{from}' is a {(isFolder ? "file" : "folder")} in this project.");
            }

            if (to.StartsWith(from + "/", StringComparison.Ordinal))
            {
                throw DomainException.Invalid($"'{from}' can't be moved into itself.");
            }

            if ((head[to] is null ? ResultMerge.FileAbove(head, to) : to) is { } taken)
            {
                throw DomainException.Invalid($"'{from}' can't be moved to '{to}': '{taken}' is there.");
            }

            var tree = TreeDefinition.From(head.Tree).Remove(from).Add(to, entry);
            Advance(projectId, repository, Commit(repository, tree, $"Move {from} to {to}", author, [head]));
        }
    }

    /// <summary>Writes all files of a commit into an empty folder. The log names what cannot be written.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="owner">The account that the files belong to. If null, they belong to the server's.</param>
    /// <param name="log">Receives a line for each file that cannot be written.</param>
    /// <param name="cancellationToken">A token to cancel the checkout. What was written is left.</param>
    public async Task CheckOutAsync(
        string projectId,
        string commit,
        string folder,
        SystemAccount? owner,
        Action<string> log,
        CancellationToken cancellationToken = default
    )
    {
        using var timing = Telemetry.GitOperation("checkout");
        _checkouts[folder] = await new CheckoutWriter(Folder(projectId), folder, owner, log).WriteAsync(
            FilesOf(projectId, commit),
            cancellationToken
        );
    }

    /// <summary>Forgets a checkout whose folder is removed.</summary>
    public void Forget(string folder) => _checkouts.TryRemove(folder, out _);

    /// <summary>Commits on head what changed in a folder since it was checked out; null if nothing did.</summary>
    /// <remarks>After a restart of the server it is not known what the checkout wrote, so every file is read.</remarks>
    /// <param name="projectId">The project.</param>
    /// <param name="baseCommit">The commit that was checked out.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="message">The commit's message.</param>
    /// <param name="author">The commit's author.</param>
    /// <param name="log">Receives a line for each file that cannot be kept or that others changed too.</param>
    public CommittedFolder CommitFolder(
        string projectId,
        string baseCommit,
        string folder,
        string message,
        string author,
        Action<string> log
    )
    {
        using var timing = Telemetry.GitOperation("commit");
        var checkout = _checkouts.GetValueOrDefault(folder) ?? new Checkout(folder, FilesOf(projectId, baseCommit));
        using var repository = new Repository(Folder(projectId));
        var changes = FolderChanges.Of(checkout, repository, log);
        if (changes.Changed.Count == 0 && changes.Removed.Count == 0)
        {
            return new(null, changes.Lost);
        }

        lock (Turn(projectId))
        {
            var head = Required(repository, Branch);
            var commit = Commit(repository, new ResultMerge(head, checkout, changes, log).Run(), message, author, [head]);
            if (commit.Tree.Id == head.Tree.Id)
            {
                // Another job has made the same results; they are at this commit already.
                return new(head.Sha, changes.Lost);
            }

            Advance(projectId, repository, commit);
            return new(commit.Sha, changes.Lost);
        }
    }

    private List<CheckedOutFile> FilesOf(string projectId, string commit)
    {
        using var repository = new Repository(Folder(projectId));
        var files = new List<CheckedOutFile>();
        Walk(Required(repository, commit).Tree, "", (path, id, mode) => files.Add(new CheckedOutFile(path, id, mode)));
        return files;
    }

    private static (string Id, string Message, DateTimeOffset At) Facts(Commit commit) =>
        (commit.Sha, commit.MessageShort, commit.Author.When);

    private static TreeEntry Existing(Commit head, string path) =>
        head[path] ?? throw DomainException.Invalid($"'{path}' was not found in this project. Nothing was changed.");

    private static void Walk(Tree tree, string prefix, Action<string, ObjectId, Mode> visit)
    {
        foreach (var entry in tree)
        {
            if (entry.TargetType == TreeEntryTargetType.Tree)
            {
                Walk((Tree)entry.Target, prefix + entry.Name + "/", visit);
            }
            else if (entry.TargetType == TreeEntryTargetType.Blob && entry.Mode != Mode.SymbolicLink)
            {
                visit(prefix + entry.Name, entry.Target.Id, entry.Mode);
            }
        }
    }

    private static Commit? Find(Repository repository, string commit) =>
        commit == Branch ? repository.Lookup<Commit>(Branch)
        : ObjectId.TryParse(commit, out var id) ? repository.Lookup<Commit>(id)
        : null;

    private static Commit Required(Repository repository, string commit) =>
        Find(repository, commit) ?? throw DomainException.NotFound($"Commit '{commit}' was not found in this project.");

    private void Advance(string projectId, Repository repository, Commit commit)
    {
        repository.Refs.UpdateTarget(repository.Refs[Branch], commit.Id);
        Written?.Invoke(projectId);
    }

    private Commit Commit(Repository repository, TreeDefinition tree, string message, string author, IEnumerable<Commit> parents)
    {
        var signature = new Signature(author, author + "@localhost", time.GetUtcNow());
        return repository.ObjectDatabase.CreateCommit(
            signature,
            signature,
            message,
            repository.ObjectDatabase.CreateTree(tree),
            parents,
            prettifyMessage: false
        );
    }

    /// <summary>Gets the lock of those who write to a project's repository.</summary>
    public Lock Turn(string projectId) => _turns.GetOrAdd(projectId, static _ => new Lock());

    /// <summary>Gets the folder of a project's repository.</summary>
    public string Folder(string projectId) => Path.Combine(folders.Repositories, projectId + ".git");
}

/// <summary>The commit that a folder became, or null if nothing had changed, and the content that could not be kept.</summary>
internal sealed record CommittedFolder(string? Commit, IReadOnlyList<(string Path, string Reason)> Lost);
