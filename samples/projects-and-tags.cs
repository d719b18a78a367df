#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// A project with tags and a collaborator: dotnet run samples/projects-and-tags.cs [user name or e-mail address]
using DominoDataLab.Client;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

// Without DOMINO_API_HOST, a Domino starts inside this program. From here on nothing depends on which it is.
await using var server = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"))
    ? await LocalDomino.StartAsync(new() { Users = [new("grace")] })
    : null;
using var domino = server is null
    ? DominoClient.FromEnvironment()
    : new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });

var created = await domino.Projects.CreateAsync(
    new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}", Tags = ["new"] }
);
var project = domino.Project(created.Id);
Console.WriteLine($"Created the project {created.Name}.");
try
{
    // Adding a tag that is there already changes nothing.
    await project.Tags.AddAsync(["new", "old"]);
    await PrintTagsAsync();
    Console.WriteLine(await project.Tags.RemoveAsync("old") ? "Removed the tag 'old'." : "The tag 'old' was not found.");
    await PrintTagsAsync();

    var name = args.FirstOrDefault() ?? "grace";
    if (await domino.Users.FindAsync(name) is { } user)
    {
        await project.Collaborators.AddAsync(user.Id, ProjectRole.Contributor);
        Console.WriteLine(
            $"Added {user.UserName}; collaborators: {string.Join(", ", await project.Collaborators.ListNamesAsync().ToListAsync())}"
        );
    }
    else
    {
        Console.WriteLine($"The user '{name}' was not found. Name a user to add a collaborator.");
    }

    Console.WriteLine("Your own projects:");
    await foreach (var owned in domino.Projects.ListAsync(ProjectRelationship.Owned))
    {
        Console.WriteLine(
            $"    {owned.OwnerName}/{owned.Name}  {owned.Visibility}  [{string.Join(", ", owned.Tags.Select(tag => tag.Name))}]"
        );
    }
}
finally
{
    await domino.Projects.ArchiveAsync(created.Id);
    Console.WriteLine($"Archived the project {created.Name}.");
}

async Task PrintTagsAsync() =>
    Console.WriteLine($"Tags: {string.Join(", ", await project.Tags.ListAsync().Select(tag => tag.Name).ToListAsync())}");
