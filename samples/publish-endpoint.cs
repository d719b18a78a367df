#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Publishes a Python function as the API endpoint of a project, calls it, and unpublishes it.
// A local Domino needs python3 for this. If the endpoint cannot start, the exit code is 1.
using System.Text;
using DominoDataLab.Client;
using DominoDataLab.Client.Models;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

// Without DOMINO_API_HOST, a Domino starts inside this program. From here on nothing depends on which it is.
await using var server = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"))
    ? await LocalDomino.StartAsync()
    : null;
using var domino = server is null
    ? DominoClient.FromEnvironment()
    : new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });

var created = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}" });
var project = domino.Project(created.Id);
try
{
    await project.Files.UploadTextAsync("def add(a, b):\n    return a + b\n", "main.py");

    await project.Endpoint.PublishAsync("main.py", "add");
    var state = await project.Endpoint.WaitForRunningAsync(new() { Timeout = TimeSpan.FromMinutes(5) });
    Console.WriteLine($"The endpoint is {state.Status}.");
    Console.WriteLine($"add(1, 2): {await project.Endpoint.CallAsync([1, 2])}");

    // A caller without this library needs only the address and a key.
    var owner = (await domino.Users.GetSelfAsync()).UserName;
    using var http = new HttpClient { BaseAddress = domino.Host };
    http.DefaultRequestHeaders.Add("X-Domino-Api-Key", server?.ApiKey ?? Environment.GetEnvironmentVariable("DOMINO_USER_API_KEY"));
    using var call = new StringContent("""{"parameters": [2, 3]}""", Encoding.UTF8, "application/json");
    using var reply = await http.PostAsync($"v1/{owner}/{created.Name}/endpoint", call);
    Console.WriteLine($"add(2, 3): {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
    return 0;
}
catch (EndpointFailedException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
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
