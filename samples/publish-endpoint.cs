#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Publishes a Python function as the API endpoint of a project, calls it, takes it down again.
// A local Domino needs python3 for it. An endpoint that can't be served ends this with exit code 1.
using System.Text;
using DominoDataLab.Client;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

// Without DOMINO_API_HOST, a Domino starts inside this program. From here on nothing depends on which it is.
await using var server = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST")) ? await LocalDomino.StartAsync() : null;
using var domino = server is null ? DominoClient.FromEnvironment() : new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });

var created = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}" });
var project = domino.Project(created.Id);
try
{
    using (var code = new MemoryStream(Encoding.UTF8.GetBytes("def add(a, b):\n    return a + b\n")))
    {
        await project.Files.UploadAsync("main.py", code);
    }

    await project.Endpoint.PublishAsync("main.py", "add");
    var state = await project.Endpoint.GetStateAsync();
    for (var looks = 0; state.Status is not ("Running" or "Failed") && looks < 300; looks++)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        state = await project.Endpoint.GetStateAsync();
    }

    Console.WriteLine($"The endpoint is {state.Status}. {state.Extra?.GetValueOrDefault("message")}");
    if (state.Status != "Running")
    {
        return 1;
    }

    // Whoever calls it needs no Domino library, only its address and a key.
    var owner = (await domino.Users.GetSelfAsync()).UserName;
    using var http = new HttpClient { BaseAddress = domino.Host };
    http.DefaultRequestHeaders.Add("X-Domino-Api-Key", server?.ApiKey ?? Environment.GetEnvironmentVariable("DOMINO_USER_API_KEY"));
    using var call = new StringContent("""{"parameters": [2, 3]}""", Encoding.UTF8, "application/json");
    using var reply = await http.PostAsync($"v1/{owner}/{created.Name}/endpoint", call);
    Console.WriteLine($"add(2, 3): {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
    return 0;
}
finally
{
    if ((await project.Endpoint.GetStateAsync()).IsPublished == true)
    {
        await project.Endpoint.UnpublishAsync();
        Console.WriteLine("Unpublished the endpoint.");
    }

    await domino.Projects.ArchiveAsync(created.Id);
}
