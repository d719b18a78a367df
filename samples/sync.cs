#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Two people keep a folder each in sync with one project: plan, conflict, both versions kept, deletion.
using DominoDataLab.Client;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

// Without a deployment, a Domino starts inside this program.
var isLocal = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"));
await using var server = isLocal ? await LocalDomino.StartAsync() : null;
using var domino = new DominoClient(
    server is null ? new DominoClientOptions() : new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey }
);
var created = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sync-{Guid.NewGuid():N}"[..12] });
var files = domino.Project(created.Id).Files;

var around = Directory.CreateTempSubdirectory("domino-sync-").FullName;
var (ada, bob) = (Path.Combine(around, "ada"), Path.Combine(around, "bob"));
Write(ada, ".dominoignore", "*.tmp\n");
Write(ada, "report.md", "# Sales\n");
Write(ada, "data/may.csv", "north,1\n");
Write(ada, "scratch.tmp", "not for the project\n");
Directory.CreateDirectory(bob);

Say("Ada's folder goes up, all but what .dominoignore leaves out:");
await SyncAsync(ada, new SyncOptions { Conflicts = SyncConflictPolicy.KeepLocal });
Say("Bob's empty folder is filled:");
await SyncAsync(bob, new SyncOptions());

Say("Both change the report; Bob is first, and removes the data:");
Write(ada, "report.md", "# Sales of May\n");
Write(bob, "report.md", "# Sales, by Bob\n");
File.Delete(Path.Combine(bob, "data", "may.csv"));
await SyncAsync(bob, new SyncOptions { Delete = true });

Say("Ada's sync stops at the conflict and does nothing:");
try
{
    await files.SyncAsync(ada);
}
catch (SyncConflictException e)
{
    Console.WriteLine($"    {e.Message.ReplaceLineEndings("\n    ")}");
}

Say("She keeps both versions:");
await SyncAsync(ada, new SyncOptions { Conflicts = SyncConflictPolicy.KeepBoth, Delete = true });
Say(
    $"The project has {string.Join(", ", await files.ListAsync().Select(file => file.Path).ToListAsync())}. "
        + $"{(await files.DiffAsync(ada)).Count} differences are left."
);

await domino.Projects.ArchiveAsync(created.Id);
Directory.Delete(around, recursive: true);

async Task SyncAsync(string folder, SyncOptions options)
{
    var plan = await files.PlanSyncAsync(folder, options);
    foreach (var action in plan.Actions)
    {
        Console.WriteLine($"    {action}");
    }

    var result = await files.SyncAsync(plan);
    Console.WriteLine(
        $"    {result.Uploaded} up, {result.Downloaded} down, {result.Removed + result.Deleted} deleted, commit {result.CommitId}"
    );
}

static void Write(string folder, string path, string content)
{
    var file = Path.Combine(folder, path);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    File.WriteAllText(file, content);
}

static void Say(string text) => Console.WriteLine($"> {text}");
