#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Budgets and billing tags, for administrators. What it changes for the whole deployment it puts back at the end.
using DominoDataLab.Client;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Budgets;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

// Without DOMINO_API_HOST, a Domino starts inside this program. From here on nothing depends on which it is.
await using var server = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"))
    ? await LocalDomino.StartAsync()
    : null;
using var domino = server is null
    ? DominoClient.FromEnvironment()
    : new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });

var mode = await domino.BillingTags.GetModeAsync();
var alerts = await domino.Budgets.GetAlertSettingsAsync();
Console.WriteLine($"Billing tags are {mode}; alerts are {(alerts.AlertsEnabled ? "on" : "off")}.");
Console.WriteLine("Default budgets:");
await foreach (var budget in domino.Budgets.ListDefaultsAsync())
{
    Console.WriteLine($"    {budget.BudgetLabel}: {budget.Limit:N2} {budget.Window}");
}

string? projectId = null;
try
{
    await domino.Budgets.UpdateAlertSettingsAsync(alertsEnabled: true);
    await domino.BillingTags.UpdateModeAsync(BillingTagMode.Optional);
    await domino.BillingTags.CreateAsync(["sample-research", "sample-production"]);
    Console.WriteLine(
        $"Active billing tags: {string.Join(", ", await domino.BillingTags.ListActiveAsync().Select(tag => tag.Tag).ToListAsync())}"
    );

    var created = await domino.Projects.CreateAsync(
        new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}", BillingTag = "sample-research" }
    );
    projectId = created.Id;
    await domino.Project(projectId).BillingTag.SetAsync("sample-production");
    await foreach (var tagged in domino.BillingTags.ListProjectsAsync(new() { BillingTag = "sample-production" }))
    {
        Console.WriteLine($"The project {tagged.Name} is billed to {tagged.BillingTag?.Tag}.");
    }

    await domino.Budgets.CreateOverrideAsync(BudgetLabel.Project, projectId, 2_000m);
    var changed = await domino.Budgets.UpdateOverrideAsync(BudgetLabel.Project, projectId, 2_500m);
    Console.WriteLine($"The budget of the project {created.Name} is {changed.Limit:N2}.");
    await domino.Budgets.DeleteOverrideAsync(projectId);
}
finally
{
    if (projectId is not null)
    {
        await domino.Projects.ArchiveAsync(projectId);
    }

    foreach (
        var tag in await domino
            .BillingTags.ListActiveAsync()
            .Where(tag => tag.Tag is "sample-research" or "sample-production")
            .ToListAsync()
    )
    {
        await domino.BillingTags.ArchiveAsync(tag.Tag);
    }

    await domino.BillingTags.UpdateModeAsync(mode);
    await domino.Budgets.UpdateAlertSettingsAsync(alerts.AlertsEnabled);
    Console.WriteLine("Put back what was changed.");
}
