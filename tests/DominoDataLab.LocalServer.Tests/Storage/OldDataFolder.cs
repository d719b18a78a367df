using LibGit2Sharp;
using Microsoft.Data.Sqlite;
using Repository = LibGit2Sharp.Repository;

namespace DominoDataLab.LocalServer.Tests.Storage;

/// <summary>
/// Makes a data folder as commit 9c9365b wrote it, while it ran one job, another one waited, and an upload was half done.
/// </summary>
internal static class OldDataFolder
{
    public const string Owner = "ada";
    public const string Project = "012684ad4b5feda5004a1842";
    public const string EndedJob = "7c56230cf1efac3f414a7f49";
    public const string RunningJob = "abf8213270e5b1c3bcce3660";
    public const string WaitingJob = "cb3ebf29cb7e21ca1a9651e9";
    public const string Dataset = "9f8d4c653f29b3da22a18af7";
    public const string Head = "c9cf0b035a3967a2a38d10cf";
    public const string Snapshot = "18d65db989615136fea5f6d8";
    public const string Upload = "e073675ef844cf60449ab677";
    public const string Key = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <summary>The part of the upload that had arrived.</summary>
    public const string FirstPart = "hello ";

    /// <summary>Writes the folder, and returns the input and the output commit of the job that has ended.</summary>
    public static async Task<(string Input, string Output)> WriteAsync(string folder)
    {
        var commits = WriteRepository(Path.Combine(folder, "repositories", Project + ".git"));
        await WriteDatabaseAsync(Path.Combine(folder, "domino.db"), commits);
        await WriteAsync(folder, "api-key", Key + "\n");
        await WriteAsync(
            folder,
            $"logs/{EndedJob}.jsonl",
            $$"""
            {"t":1795740149384990700,"s":"prepareoutput","l":"Checking out commit {{commits.Input}}"}
            {"t":1795740149413522400,"s":"prepareoutput","l":"Starting /usr/bin/bash on hardware tier Small"}
            {"t":1795740149535147900,"s":"stdout","l":"line"}

            """
        );
        await WriteAsync(folder, $"work/{RunningJob}/job.sh", "echo out >result.txt\n");
        await WriteAsync(folder, $"datasets/{Dataset}/head/a.txt", "kept");
        await WriteAsync(folder, $"datasets/{Dataset}/snapshots/1/a.txt", "kept");
        await WriteAsync(folder, $"datasets/{Dataset}/uploads/{Upload}/files/sub/u.txt", FirstPart);
        await WriteAsync(
            folder,
            $"datasets/{Dataset}/uploads/{Upload}/pieces",
            """
            {"Path":"sub/u.txt","Identifier":"id","Number":1,"Total":2,"FullSize":6,"Size":6,"Checksum":"F814893777BCC2295FFF05F00E508DA6"}

            """
        );
        foreach (var empty in (string[])["apps", "incoming", "keys", "mounts", "packages"])
        {
            Directory.CreateDirectory(Path.Combine(folder, empty));
        }

        return commits;
    }

    private static async Task WriteAsync(string folder, string path, string content)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
    }

    private static (string Input, string Output) WriteRepository(string folder)
    {
        Repository.Init(folder, isBare: true);
        using var repository = new Repository(folder);
        var tree = new TreeDefinition();
        Add("job.sh", "echo out >result.txt\necho '{\"loss\":0.5}' >dominostats.json\necho line\n");
        var input = Commit("Upload job.sh", []);
        Add("result.txt", "out\n");
        Add("dominostats.json", "{\"loss\":0.5}\n");
        Add("results/stdout.txt", "line\n");
        var output = Commit("Results of job 1: job.sh", [input]);
        repository.Refs.Add("refs/heads/main", output.Id);
        repository.Refs.UpdateTarget("HEAD", "refs/heads/main");
        return (input.Sha, output.Sha);

        void Add(string path, string content) =>
            tree.Add(
                path,
                repository.ObjectDatabase.CreateBlob(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content))),
                Mode.NonExecutableFile
            );

        Commit Commit(string message, Commit[] parents)
        {
            var signature = new Signature(Owner, Owner + "@localhost", DateTimeOffset.FromUnixTimeMilliseconds(1795740149000));
            var written = repository.ObjectDatabase.CreateTree(tree);
            return repository.ObjectDatabase.CreateCommit(signature, signature, message, written, parents, prettifyMessage: false);
        }
    }

    private static async Task WriteDatabaseAsync(string file, (string Input, string Output) commits)
    {
        using var resource = typeof(OldDataFolder).Assembly.GetManifestResourceStream("data-folder-version-10.sql")!;
        using var reader = new StreamReader(resource);
        var sql = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are in the repository; the commits are hexadecimal digits.
        command.CommandText = sql.Replace("'INPUT'", $"'{commits.Input}'", StringComparison.Ordinal)
            .Replace("'OUTPUT'", $"'{commits.Output}'", StringComparison.Ordinal);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
