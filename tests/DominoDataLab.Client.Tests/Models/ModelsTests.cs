using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Models;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Models;

public sealed partial class ModelsTests(DominoFixture domino)
{
    private static readonly WaitOptions Enough = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_published_function_answers_with_what_it_returns()
    {
        var project = await WithFileAsync("def area(width, height=2):\n    return {'area': width * height}\n");
        var model = await project.Models.PublishAsync(
            new PublishModelRequest
            {
                Name = "areas",
                File = "model.py",
                Function = "area",
                Description = "of rectangles",
            },
            Ct
        );
        Assert.Equal(("areas", "of rectangles"), (model.Name, model.Description));
        Assert.Equal(ModelStatus.Running, (await FirstVersionAsync(project, model)).Deployment?.Status);
        Assert.Equal(15, (await CallAsync(project, model, """{"width":5,"height":3}""")).GetProperty("area").GetInt32());
        Assert.Contains(model.Id, await project.Models.ListAsync(Ct).Select(known => known.Id).ToListAsync(Ct));
    }

    [Fact]
    public async Task Versions_are_served_side_by_side_and_the_newest_is_the_latest()
    {
        var project = await WithFileAsync("def f():\n    return 'one'\n");
        var model = await project.Models.PublishAsync(
            new PublishModelRequest
            {
                Name = "m",
                File = "model.py",
                Function = "f",
            },
            Ct
        );
        await FirstVersionAsync(project, model);
        await UploadAsync(project, "def f():\n    return 'two'\n");
        var second = await project.Models.PublishVersionAsync(
            model.Id,
            new PublishModelVersionRequest { File = "model.py", Function = "f" },
            Ct
        );
        Assert.Equal(2, second.Number);
        await project.Models.WaitForVersionAsync(model.Id, second.Id, Enough, Ct);
        Assert.Equal("two", (await CallAsync(project, model, "{}")).GetString());
        Assert.Equal("one", (await CallAsync(project, model, "{}", version: 1)).GetString());
    }

    [Theory]
    [InlineData("""{"_id":"v2","number":2,"more":1}""")]
    [InlineData("""{"id":"v2","metadata":{"number":2}}""")]
    [InlineData("""{"data":{"_id":"v2","metadata":{"number":2}}}""")]
    public async Task A_published_version_is_read_in_each_shape_of_its_reply(string reply)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /v1/models/m1/versions", reply);
        using var client = server.Connect();
        var version = await client
            .Project("aabbccddeeff001122334455")
            .Models.PublishVersionAsync("m1", new PublishModelVersionRequest { File = "model.py", Function = "f" }, Ct);
        Assert.Equal(("v2", 2), (version.Id, version.Number));
    }

    [Theory]
    [InlineData("""{"nothing":1}""", HttpStatusCode.BadRequest, "does not fit")]
    [InlineData("""{"x":0}""", HttpStatusCode.InternalServerError, "ZeroDivisionError")]
    public async Task A_bad_call_gets_an_error_that_says_what_was_wrong(string data, HttpStatusCode status, string message)
    {
        var project = await WithFileAsync("def invert(x):\n    return 1 / x\n");
        var model = await project.Models.PublishAsync(
            new PublishModelRequest
            {
                Name = "m",
                File = "model.py",
                Function = "invert",
            },
            Ct
        );
        await FirstVersionAsync(project, model);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => CallAsync(project, model, data));
        Assert.Equal(status, error.StatusCode);
        Assert.Contains(message, error.ServerMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Null_is_a_result_only_of_a_nullable_type()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /models/m1/latest/model", """{"result":null}""");
        using var client = server.Connect();
        var models = client.Project("ada/p").Models;
        var error = await Assert.ThrowsAsync<DominoException>(() =>
            models.CallAsync("m1", "x", CallJson.Default.String, CallJson.Default.String, cancellationToken: Ct)
        );
        Assert.Contains("null instead of String", error.Message, StringComparison.Ordinal);
        Assert.Null(await models.CallAsync("m1", "x", CallJson.Default.String, CallJson.Default.NullableInt32, cancellationToken: Ct));
        Assert.Equal(
            JsonValueKind.Null,
            (await models.CallAsync("m1", "x", CallJson.Default.String, CallJson.Default.JsonElement, cancellationToken: Ct)).ValueKind
        );
    }

    [Theory]
    [InlineData("def f(:\n", "f", "SyntaxError")]
    [InlineData("def f():\n    pass\n", "g", "has no function 'g'; it has f")]
    public async Task A_version_that_can_not_be_served_has_failed_and_its_log_says_why(string code, string function, string message)
    {
        var project = await WithFileAsync(code);
        var model = await project.Models.PublishAsync(
            new PublishModelRequest
            {
                Name = "m",
                File = "model.py",
                Function = function,
            },
            Ct
        );
        var error = await Assert.ThrowsAsync<ModelFailedException>(() => FirstVersionAsync(project, model));
        Assert.Equal(ModelStatus.Failed, error.Version.Deployment?.Status);
        Assert.Contains(error.LastLogLines, line => line.Contains(message, StringComparison.Ordinal));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(
            await project.Models.GetBuildLogAsync(model.Id, model.Version.Id, Ct),
            line => line.Contains(message, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_export_ends_and_says_why_without_the_password(bool sageMaker)
    {
        var project = await WithFileAsync("def f():\n    return 1\n");
        var model = await project.Models.PublishAsync(
            new PublishModelRequest
            {
                Name = "m",
                File = "model.py",
                Function = "f",
            },
            Ct
        );
        var version = await FirstVersionAsync(project, model);
        var target = new ModelExportTarget
        {
            RegistryHost = "registry.example",
            Repository = "models/f",
            UserName = "u",
            Password = "the-password",
        };
        var exports = project.Models.Exports;
        var export = await (
            sageMaker
                ? exports.StartForSageMakerAsync(model.Id, version.Id, target, Ct)
                : exports.StartAsync(model.Id, version.Id, target, Ct)
        );
        var ended = await exports.WaitForCompletionAsync(export.ExportId!, Enough, Ct);
        Assert.Equal("failed", ended.Status);
        var log = (await exports.GetLogAsync(export.ExportId!, Ct)).Logs!;
        Assert.Contains("registry.example/models/f", log, StringComparison.Ordinal);
        Assert.DoesNotContain("the-password", log + target + ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_model_is_served_and_listed_no_more()
    {
        var project = await WithFileAsync("def f():\n    return 1\n");
        var model = await project.Models.PublishAsync(
            new PublishModelRequest
            {
                Name = "m",
                File = "model.py",
                Function = "f",
            },
            Ct
        );
        var version = await FirstVersionAsync(project, model);
        await project.Models.Exports.StartAsync(
            model.Id,
            version.Id,
            new ModelExportTarget { RegistryHost = "registry.example", Repository = "models/f" },
            Ct
        );
        Assert.Equal(1, (await CallAsync(project, model, "{}")).GetInt32());
        await project.Models.ArchiveAsync(model.Id, Ct);
        Assert.Empty(await project.Models.ListAsync(Ct).ToListAsync(Ct));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<DominoNotFoundException>(() => CallAsync(project, model, "{}"))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<DominoNotFoundException>(() => project.Models.ArchiveAsync(model.Id, Ct))).StatusCode
        );
    }

    [Fact]
    public async Task An_endpoint_is_served_until_it_is_taken_down()
    {
        var project = await WithFileAsync("def add(a, b):\n    return a + b\n");
        Assert.False((await project.Endpoint.GetStateAsync(Ct)).IsPublished);
        await project.Endpoint.PublishAsync("model.py", "add", cancellationToken: Ct);
        Assert.True((await project.Endpoint.GetStateAsync(Ct)).IsPublished);
        Assert.Equal(ModelStatus.Running, (await project.Endpoint.WaitForRunningAsync(Enough, Ct)).Status);
        Assert.Equal(5, (int?)await project.Endpoint.CallAsync([2, 3], Ct));
        Assert.Equal(5, await project.Endpoint.CallAsync([2, 3], CallJson.Default.NullableInt32, Ct));
        await project.Endpoint.UnpublishAsync(Ct);
        var stopped = await project.Endpoint.GetStateAsync(Ct);
        Assert.Equal((ModelStatus.Stopped, false), (stopped.Status, stopped.IsPublished));
        await Assert.ThrowsAsync<EndpointFailedException>(() => project.Endpoint.WaitForRunningAsync(Enough, Ct));
    }

    [Fact]
    public async Task What_was_served_is_served_again_after_a_restart()
    {
        Assert.SkipUnless(Machine.Has("python3"), "The models of this test are written in Python, and this machine has none.");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var options = new LocalDominoOptions { DataFolder = folder.FullName };
            PublishedModel model;
            await using (var first = await DominoFixture.StartServerAsync("restarts", options))
            {
                using var client = domino.Connect(first.ApiKey, first.Address);
                model = await client
                    .Project("domino/quick-start")
                    .Models.PublishAsync(
                        new PublishModelRequest
                        {
                            Name = "m",
                            File = "model.py",
                            Function = "my_model",
                        },
                        Ct
                    );
                await FirstVersionAsync(client.Project("domino/quick-start"), model);
            }

            await using var second = await DominoFixture.StartServerAsync("restarts", options);
            using var again = domino.Connect(second.ApiKey, second.Address);
            var project = again.Project("domino/quick-start");
            var served = await FirstVersionAsync(project, model);
            Assert.Equal(ModelStatus.Running, served.Deployment?.Status);
            Assert.Equal(
                7,
                (
                    await project.Models.CallAsync(
                        model.Id,
                        JsonDocument.Parse("""{"x":3,"y":4}""").RootElement,
                        CallJson.Default.JsonElement,
                        CallJson.Default.JsonElement,
                        cancellationToken: Ct
                    )
                )
                    .GetProperty("sum")
                    .GetInt32()
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<ModelVersionState> FirstVersionAsync(ProjectClient project, PublishedModel model) =>
        project.Models.WaitForVersionAsync(model.Id, model.Version.Id, Enough, Ct);

    private static Task<JsonElement> CallAsync(ProjectClient project, PublishedModel model, string data, int? version = null) =>
        project.Models.CallAsync(
            model.Id,
            JsonDocument.Parse(data).RootElement,
            CallJson.Default.JsonElement,
            CallJson.Default.JsonElement,
            version,
            cancellationToken: Ct
        );

    private async Task<ProjectClient> WithFileAsync(string code)
    {
        Assert.SkipUnless(Machine.Has("python3"), "The models of this test are written in Python, and this machine has none.");
        var project = await domino.NewProjectAsync(Ct);
        await UploadAsync(project, code);
        return project;
    }

    private static async Task UploadAsync(ProjectClient project, string code) =>
        await project.Files.UploadTextAsync(code, "model.py", cancellationToken: Ct);

    [JsonSerializable(typeof(JsonElement))]
    [JsonSerializable(typeof(string))]
    [JsonSerializable(typeof(int?))]
    private sealed partial class CallJson : JsonSerializerContext;
}
