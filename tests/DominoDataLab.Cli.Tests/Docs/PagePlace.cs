using System.Text;
using DominoDataLab.Client;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>
/// What the pages assume: a deployment with the project <c>ada/sales</c>, people and data, whose address and key the environment holds,
/// and a working folder with some files.
/// </summary>
internal sealed class PagePlace : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly LocalDomino _server;

    private PagePlace(TemporaryFolder folder, LocalDomino server, string projectId)
    {
        (_folder, _server) = (folder, server);
        Variables = new Dictionary<string, string>
        {
            ["DOMINO_API_HOST"] = server.Address.AbsoluteUri,
            ["DOMINO_USER_API_KEY"] = server.ApiKey,
            ["DOMINO_DATASOURCE_PROXY_HOST"] = server.Address.AbsoluteUri,
            ["DOMINO_DATASOURCE_PROXY_FLIGHT_HOST"] = server.GetFlightAddress().OriginalString,
            ["DOMINO_PROJECT_ID"] = projectId,
            ["DOMINO_TRAINING_SET_PATH"] = folder.Combine("training-sets"),
            ["XDG_CACHE_HOME"] = folder.Combine("cache"),
            ["REGISTRY_PASSWORD"] = "secret",
            ["STORE_TOKEN"] = "secret",
        };
    }

    public string Folder => _folder.Path;

    public Dictionary<string, string> Variables { get; }

    public static async Task<PagePlace> OpenAsync(CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        Write(folder, "count.sh", "mkdir -p results\nseq \"${1:-3}\" | tee results/numbers.txt\n");
        Write(
            folder,
            "train.py",
            """
            import json, os, sys
            print('training', *sys.argv[1:], 'seed', os.environ.get('SEED'))
            os.makedirs('results', exist_ok=True)
            open('results/model.txt', 'w').write('a model')
            json.dump({'accuracy': 0.9}, open('dominostats.json', 'w'))

            """
        );
        Write(folder, "model.py", "def area(width, height):\n    return width * height\n");
        Write(folder, "app.sh", "exec python3 -m http.server --bind 127.0.0.1 \"${PORT:-8888}\"\n");
        Write(folder, "sales.csv", "region,amount\nnorth,1\n");
        Write(folder, ".dominoignore", "# not for the project\nraw/\n");
        Write(folder, "reports/draft.md", "# Sales\n");
        Write(folder, "reports/old.csv", "1\n");
        Write(folder, "prices/may.csv", "wheat,1\n");
        Write(folder, "prices/june.csv", "wheat,2\n");
        Write(folder, "prices/june.tmp", "");
        Write(
            folder,
            "sources.json",
            """{"sources": [{"name": "demo", "engine": "demo", "rows": 1000}, {"name": "inbox", "engine": "files"}, {"name":"""
                + """ "archive", "engine": "files"}]}"""
        );
        var server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "ada",
                Users = [new("grace", Email: "grace@example.com")],
                Organizations = [new("astronomers") { Administrators = ["ada"] }],
                MaxConcurrentJobs = 2,
            }.AddDataSources(new() { SourcesFile = folder.Combine("sources.json") }),
            cancellationToken
        );
        using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var made = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = "sales" }, cancellationToken);
        var project = domino.Project("ada/sales");
        foreach (var file in (string[])["count.sh", "train.py", "model.py"])
        {
            await project.Files.UploadAsync(folder.Combine(file), file, cancellationToken: cancellationToken);
        }

        await project.Datasets.CreateAsync(new() { Name = "prices" }, cancellationToken);
        return new PagePlace(folder, server, made.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (!OperatingSystem.IsWindows())
        {
            // The folder of a training set's version is read-only.
            foreach (var folder in Directory.GetDirectories(Folder, "*", SearchOption.AllDirectories))
            {
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserWrite);
            }
        }

        _folder.Dispose();
    }

    private static void Write(TemporaryFolder folder, string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Combine(name))!);
        folder.Write(name, content);
    }
}
