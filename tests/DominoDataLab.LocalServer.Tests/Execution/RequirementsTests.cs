using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Execution;

/// <summary>The requirements.txt of a project, with packages of the test's own: no index is asked.</summary>
public sealed class RequirementsTests(LocalServerFixture domino) : IDisposable
{
    private const string Hello = "import greeting\nprint(greeting.__file__)\nprint(greeting.word)\n";
    private readonly DirectoryInfo _index = Directory.CreateTempSubdirectory("index-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _index.Delete(recursive: true);

    [Fact]
    public async Task Packages_of_the_project_are_installed_before_the_command_and_gone_after_it()
    {
        await NeedPipAsync();
        var project = await domino.Api.NewProjectAsync();
        var job = await RunAsync(project, "./wheels/greeting-1.0-py3-none-any.whl\n", "hello");
        var lines = await domino.Api.LogAsync(Id(job), "stdoutstderr");
        Assert.Equal(("Succeeded", "hello"), (Status(job), lines[^1]));
        Assert.False(File.Exists(lines[0]));
        Assert.Contains(
            await domino.Api.LogAsync(Id(job), "prepareoutput"),
            line => line.StartsWith("Successfully installed greeting", StringComparison.Ordinal)
        );

        // The same name with other content: what a path led to before is not kept.
        job = await RunAsync(project, "./wheels/greeting-1.0-py3-none-any.whl\n", "goodbye");
        Assert.Equal("goodbye", (await domino.Api.LogAsync(Id(job), "stdoutstderr"))[^1]);
    }

    [Fact]
    public async Task Packages_of_an_index_are_installed_once_for_a_file_and_their_programs_are_found()
    {
        await NeedPipAsync();
        var project = await domino.Api.NewProjectAsync();
        await FromIndexAsync(project);
        await File.WriteAllBytesAsync(Path.Combine(_index.FullName, "greeting-1.0-py3-none-any.whl"), Wheel("hello"), Ct);
        var requirement = $"greeting == 1.0  # of {_index.Name}\n";
        var first = await RunAsync(project, requirement);
        Assert.Equal("Succeeded", Status(first));
        File.Delete(Path.Combine(_index.FullName, "greeting-1.0-py3-none-any.whl"));
        var second = await RunAsync(project, requirement);
        Assert.Equal("Succeeded", Status(second));
        Assert.Equal(await domino.Api.LogAsync(Id(first), "stdoutstderr"), await domino.Api.LogAsync(Id(second), "stdoutstderr"));
        Assert.Contains("The packages of requirements.txt are installed already.", await domino.Api.LogAsync(Id(second), "prepareoutput"));
        var third = await domino.Api.EndOfAsync(await project.StartAsync("greet"));
        Assert.Equal(["hello"], await domino.Api.LogAsync(Id(third), "stdoutstderr"));
        Assert.Equal("Error", Status(await RunAsync(project, "greeting == 1.0\n")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_configuration_of_pip_that_a_variable_names_steers_no_job_that_has_another_one(bool isInProject)
    {
        await NeedPipAsync();
        var requirement = $"greeting == 1.0  # of {_index.Name}\n";
        foreach (var word in (string[])["foreign", "own"])
        {
            var index = _index.CreateSubdirectory(word);
            await File.WriteAllBytesAsync(Path.Combine(index.FullName, "greeting-1.0-py3-none-any.whl"), Wheel(word), Ct);
            await File.WriteAllTextAsync(
                Path.Combine(index.CreateSubdirectory("simple/greeting").FullName, "index.html"),
                "<a href='../../greeting-1.0-py3-none-any.whl'>greeting-1.0-py3-none-any.whl</a>",
                Ct
            );
            var configuration = $"[global]\nindex-url = file://{index.FullName}/simple\n";
            var project = await domino.Api.NewProjectAsync();
            if (isInProject)
            {
                await project.PutAsync("conf/pip/pip.conf", configuration);
                await SetAsync(project, "XDG_CONFIG_HOME", "conf");
            }
            else
            {
                await File.WriteAllTextAsync(Path.Combine(index.CreateSubdirectory("pip").FullName, "pip.conf"), configuration, Ct);
                await SetAsync(project, "XDG_CONFIG_HOME", index.FullName);
            }

            var job = await RunAsync(project, requirement);
            Assert.Equal(("Succeeded", word), (Status(job), (await domino.Api.LogAsync(Id(job), "stdoutstderr"))[^1]));
        }
    }

    [Fact]
    public async Task Packages_that_a_user_has_installed_are_not_used_for_another_user()
    {
        await NeedPipAsync();
        await File.WriteAllBytesAsync(Path.Combine(_index.FullName, "greeting-1.0-py3-none-any.whl"), Wheel("hello"), Ct);
        var requirement = $"greeting == 1.0  # of {_index.Name}\n";
        using var other = new TestApi(domino.Server, "collaborator");
        foreach (var api in (TestApi[])[domino.Api, other])
        {
            var project = await api.NewProjectAsync();
            foreach (var (name, value) in ((string, string)[])[("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", _index.FullName)])
            {
                await api.PostAsync(
                    $"/v4/projects/{project.Id}/environmentVariables",
                    new JsonObject { ["name"] = name, ["value"] = value }
                );
            }

            await project.PutAsync("requirements.txt", requirement);
            var job = await project.RunAsync("echo ran\n");
            Assert.Contains("Installing requirements.txt", await api.LogAsync(Id(job), "prepareoutput"));
        }
    }

    [Fact]
    public async Task What_can_not_be_installed_ends_the_job_before_its_command()
    {
        await NeedPipAsync();
        var project = await domino.Api.NewProjectAsync();
        var job = await RunAsync(project, "./missing.whl\n");
        Assert.Equal("Error", Status(job));
        Assert.Equal("Requirements", job["abnormalStatus"]!["runFailureReason"]!.GetValue<string>());
        Assert.Contains(
            "pip ended with exit code",
            job["abnormalStatus"]!["runFailureMessage"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            await domino.Api.LogAsync(Id(job), "prepareoutput"),
            line => line.Contains("missing.whl", StringComparison.Ordinal)
        );
        Assert.Empty(await domino.Api.LogAsync(Id(job), "stdoutstderr"));
    }

    [Fact]
    public async Task Without_pip_the_log_says_what_to_install_and_the_job_uses_what_is_there()
    {
        Assert.SkipUnless(await PythonAsync("pass"), "This machine has no python3.");
        var project = await domino.Api.NewProjectAsync();
        await File.WriteAllTextAsync(Path.Combine(_index.FullName, "pip.py"), "raise ImportError\n", Ct);
        await SetAsync(project, "PYTHONPATH", _index.FullName);
        await project.PutAsync("requirements.txt", "greeting\n");
        var job = await project.RunAsync("echo ran\n");
        Assert.Equal(("Succeeded", "ran"), (Status(job), (await domino.Api.LogAsync(Id(job), "stdoutstderr")).Single()));
        Assert.Contains(
            await domino.Api.LogAsync(Id(job), "prepareoutput"),
            line => line.Contains("has no pip", StringComparison.Ordinal) && line.Contains("python3-pip", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_stop_ends_the_installation_too()
    {
        await NeedPipAsync();
        var project = await domino.Api.NewProjectAsync();
        await File.WriteAllTextAsync(
            Path.Combine(_index.FullName, "sitecustomize.py"),
            "import sys, time\nif 'pip' in sys.orig_argv:\n    print('waiting', flush=True)\n    time.sleep(300)\n",
            Ct
        );
        await SetAsync(project, "PYTHONPATH", _index.FullName);
        await project.PutAsync("requirements.txt", "greeting\n");
        var id = await project.StartAsync("echo ran");
        await Eventually.HoldsAsync(async () => (await domino.Api.LogSoFarAsync(id)).Contains("waiting"), "pip to start");

        await project.StopAsync(id);
        Assert.Equal("Stopped", Status(await domino.Api.EndOfAsync(id)));
        Assert.Empty(await domino.Api.LogAsync(id, "stdoutstderr"));
    }

    private static string Id(JsonNode job) => job["id"]!.GetValue<string>();

    private static string Status(JsonNode job) => job["statuses"]!["executionStatus"]!.GetValue<string>();

    internal static async Task NeedPipAsync() =>
        Assert.SkipUnless(await PythonAsync("import pip"), "This machine has no python3 with pip (Debian: python3-pip).");

    private static async Task<bool> PythonAsync(string code)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", code]) { RedirectStandardError = true })!;
            await python.StandardError.ReadToEndAsync(Ct);
            await python.WaitForExitAsync(Ct);
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private async Task<JsonNode> RunAsync(TestProject project, string requirements, string? word = null)
    {
        await project.PutAsync("requirements.txt", requirements);
        await project.PutAsync("hello.py", Hello);
        if (word is not null)
        {
            using var content = new ByteArrayContent(Wheel(word));
            using var reply = await project.PutAsync("wheels/greeting-1.0-py3-none-any.whl", content);
            Assert.Equal(201, (int)reply.StatusCode);
        }

        return await domino.Api.EndOfAsync(await project.StartAsync("hello.py"));
    }

    private async Task FromIndexAsync(TestProject project)
    {
        await SetAsync(project, "PIP_NO_INDEX", "1");
        await SetAsync(project, "PIP_FIND_LINKS", _index.FullName);
    }

    private async Task SetAsync(TestProject project, string name, string value) =>
        await domino.Api.PostAsync(
            $"/v4/projects/{project.Id}/environmentVariables",
            new JsonObject { ["name"] = name, ["value"] = value }
        );

    /// <summary>A package as pip takes it, with a module and a program.</summary>
    internal static byte[] Wheel(string word)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (
                var (name, content) in new[]
                {
                    ("greeting.py", $"word = '{word}'\ndef greet():\n    print(word)\n"),
                    ("greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n"),
                    ("greeting-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
                    ("greeting-1.0.dist-info/entry_points.txt", "[console_scripts]\ngreet = greeting:greet\n"),
                    (
                        "greeting-1.0.dist-info/RECORD",
                        "greeting.py,,\ngreeting-1.0.dist-info/METADATA,,\ngreeting-1.0.dist-info/WHEEL,,\n"
                            + "greeting-1.0.dist-info/entry_points.txt,,\ngreeting-1.0.dist-info/RECORD,,\n"
                    ),
                }
            )
            {
                using var entry = new StreamWriter(archive.CreateEntry(name).Open());
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
