using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

// The main job as one native program: what trimming broke would throw here.
await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada" });
using var domino = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
Same("ada", (await domino.Users.GetSelfAsync()).UserName);
await domino.RequireVersionAsync("4.1.0");

var made = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = "native", Description = "Made by a native program" });
var project = domino.Project("ada/native");
Same(made.Id, await project.GetIdAsync());

await project.Files.UploadAsync(
    new MemoryStream(
        "mkdir -p results; n=0; for i in $@; do n=$((n+i)); echo \"$i makes $n\"; done; echo $n > results/sum.txt\n"u8.ToArray()
    ),
    "sum.sh"
);
var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "sum.sh 1 2 3 4", Title = "sum" });
var lines = new List<string>();
await foreach (var line in domino.Jobs.StreamLogsAsync(job.Id))
{
    if (line.Text.Contains(" makes ", StringComparison.Ordinal))
    {
        lines.Add(line.Text);
    }
}

Same("1 makes 1|2 makes 3|3 makes 6|4 makes 10", string.Join('|', lines));
job = await domino.Jobs.WaitForSuccessAsync(job.Id);
Same(JobStatus.Succeeded, job.Status);

var listed = 0;
await foreach (var each in project.Jobs.ListAsync())
{
    Same(job.Id, each.Id);
    listed++;
}

Same(1, listed);
var results = await project.Files.ListAsync("results", job.OutputCommitId).ToListAsync();
Same(true, results.Any(file => file.Path == "results/sum.txt"));
using var reader = new StreamReader(await project.Files.OpenReadAsync("results/sum.txt", job.OutputCommitId));
Same("10", (await reader.ReadToEndAsync()).Trim());

try
{
    await domino.Jobs.GetAsync("0123456789abcdef01234567");
    throw new InvalidOperationException("A job that does not exist was found.");
}
catch (DominoApiException e)
{
    Same(System.Net.HttpStatusCode.NotFound, e.StatusCode);
}

Console.WriteLine("The native program did the main job.");

static void Same<T>(T expected, T actual)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
    {
        throw new InvalidOperationException($"Expected '{expected}', got '{actual}'.");
    }
}
