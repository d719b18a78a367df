using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Execution;

/// <summary>
/// Jobs, apps and functions of models are prepared alike: the environment's scripts and variables, and the memory of their tier.
/// </summary>
public class SharedPreparationTests(LocalServerFixture domino)
{
    private const string App = """
        import http.server, os
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write((os.environ.get("WORD", "") + open("prepared.txt").read()).encode())
        http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_runs_after_the_scripts_of_its_environment_and_with_its_variables()
    {
        var environment = await domino.Api.NewEnvironmentAsync("echo before >prepared.txt", "echo after the app");
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("app.py", App);
        await project.PutAsync("app.sh", "exec python3 app.py\n");
        var (app, instance) = await StartAppAsync(project, new JsonObject { ["environmentId"] = environment });
        await StatusAsync($"/v4/modelProducts/{app}", "Running");
        using var page = await domino.Api.Http.GetAsync(new Uri($"/apps/{app}/", UriKind.Relative), Ct);
        Assert.Equal("hellobefore\n", await page.Content.ReadAsStringAsync(Ct));
        await domino.Api.PostAsync($"/v4/modelProducts/{app}/stop", []);
        await StatusAsync($"/v4/modelProducts/{app}", "Stopped");
        var log = await domino.Api.GetAsync($"/v4/modelProducts/apps/versions/{instance}/logs");
        var lines = log["logContent"]!.AsArray().Select(line => line!["log"]!.GetValue<string>()).ToList();
        Assert.Contains("Running the environment's preSetupScript", lines);
    }

    [Fact]
    public async Task A_script_that_fails_keeps_an_app_from_starting_and_is_named()
    {
        var environment = await domino.Api.NewEnvironmentAsync("echo sorry; exit 3", "");
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("app.sh", "sleep 1000\n");
        var (app, instance) = await StartAppAsync(project, new JsonObject { ["environmentId"] = environment });
        await StatusAsync($"/v4/modelProducts/{app}", "Error");
        var log = await domino.Api.GetAsync($"/v4/modelProducts/apps/versions/{instance}/logs");
        var lines = log["logContent"]!.AsArray().Select(line => line!["log"]!.GetValue<string>()).ToList();
        Assert.Contains("sorry", lines);
        Assert.Contains(
            lines,
            line => line.StartsWith("The environment's preSetupScript ended with exit code 3", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_app_whose_processes_hold_more_memory_together_than_their_tier_has_is_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Tiers bind on Linux alone.");
        var project = await domino.Api.NewProjectAsync();

        // Each process stays below the 256 MiB of the tier, and both together do not.
        await project.PutAsync("hold.py", "import time\nx = b'x' * (160 << 20)\ntime.sleep(1000)\n");
        await project.PutAsync("app.sh", "python3 hold.py &\npython3 hold.py\n");
        var (app, instance) = await StartAppAsync(project, new JsonObject { ["hardwareTierId"] = "tiny" });
        await StatusAsync($"/v4/modelProducts/{app}", "Failed");
        var log = await domino.Api.GetAsync($"/v4/modelProducts/apps/versions/{instance}/logs");
        Assert.Contains(
            log["logContent"]!.AsArray(),
            line => line!["log"]!.GetValue<string>().Contains("held more than the 0.25 GiB", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_models_function_is_served_in_the_default_environment_of_its_project_after_its_scripts()
    {
        var environment = await domino.Api.NewEnvironmentAsync("echo before >prepared.txt", "");
        var project = await domino.Api.NewProjectAsync();
        using var settings = new StringContent($$"""{"defaultEnvironmentId":"{{environment}}"}""", Encoding.UTF8, "application/json");
        using var changed = await domino.Api.Http.PutAsync(new Uri($"/v4/projects/{project.Id}/settings", UriKind.Relative), settings, Ct);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Ct));
        await project.PutAsync("model.py", "import os\ndef words():\n    return os.environ['WORD'] + open('prepared.txt').read()\n");
        var model = await domino.Api.PostAsync(
            "/v1/models",
            new JsonObject
            {
                ["projectId"] = project.Id,
                ["name"] = "words",
                ["description"] = "",
                ["file"] = "model.py",
                ["function"] = "words",
                ["environmentId"] = "",
                ["excludeFiles"] = new JsonArray(),
            }
        );
        var id = model["data"]!["_id"]!.GetValue<string>();
        await Eventually.HoldsAsync(
            async () =>
                (await domino.Api.GetAsync($"/v1/models/{id}/versions"))["data"]![0]!["status"]!.GetValue<string>() is var status
                && (status == "Running" || (status == "Failed" ? throw new InvalidOperationException("The model failed.") : false)),
            "the model to run"
        );
        var reply = await domino.Api.PostAsync($"/models/{id}/latest/model", new JsonObject { ["parameters"] = new JsonArray() });
        Assert.Equal("hellobefore\n", reply["result"]!.GetValue<string>());
    }

    private async Task<(string App, string Instance)> StartAppAsync(TestProject project, JsonObject start)
    {
        var made = await domino.Api.PostAsync(
            "/v4/modelProducts",
            new JsonObject
            {
                ["modelProductType"] = "APP",
                ["projectId"] = project.Id,
                ["name"] = "a",
                ["id"] = "000000000000000000000000",
                ["created"] = "2026-01-01T00:00:00.000Z",
                ["lastUpdated"] = "2026-01-01T00:00:00.000Z",
                ["status"] = "",
                ["openUrl"] = "",
                ["media"] = new JsonArray(),
                ["tags"] = new JsonArray(),
                ["stats"] = new JsonObject { ["usageCount"] = 0 },
                ["appExtension"] = new JsonObject { ["appType"] = "" },
                ["permissionsData"] = new JsonObject
                {
                    ["visibility"] = "GRANT_BASED",
                    ["accessRequestStatuses"] = new JsonObject(),
                    ["pendingInvitations"] = new JsonArray(),
                    ["discoverable"] = true,
                    ["appAccessStatus"] = "ALLOWED",
                },
            }
        );
        var app = made["id"]!.GetValue<string>();
        return (app, (await domino.Api.PostAsync($"/v4/modelProducts/{app}/start", start)).GetValue<string>());
    }

    private Task StatusAsync(string path, string status) =>
        Eventually.HoldsAsync(
            async () => (await domino.Api.GetAsync(path))["status"]!.GetValue<string>() == status,
            $"the status {status} of {path}"
        );
}
