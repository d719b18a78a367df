using System.Buffers;
using System.Diagnostics;
using DominoDataLab.Client;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Benchmarks;

/// <summary>A server in a process of its own, so that its memory and processor time are its own too.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // What a real job looks like on the wire; the bare endpoint answers every request with it.
    private const string BareReply =
        """{"version":"6.2.0","id":"000000000000000000000001","number":1"""
        + ""","projectId":"000000000000000000000002","jobRunCommand":"true","statuses":"""
        + """{"executionStatus":"Succeeded","isCompleted":true,"isArchived":false,"isScheduled":false},"stageTime":"""
        + """{"submissionTime":1700000000000,"runStartTime":1700000000000,"completedTime":1700000000000},"commitDetails":"""
        + """{"inputCommitId":"0000000000000000000000000000000000000000"},"tags":[],"commentsCount":0,"goalIds":[]"""
        + ""","dominoStats":[],"suggestDatasets":false,"snapshotDatasetsOnCompletion":false"""
        + ""","snapshotNetAppVolumesOnCompletion":false,"dependentDatasetMounts":[],"dependentExternalVolumeMounts":[]"""
        + ""","dependentNetAppVolumeMounts":[],"dependentProjects":[],"dependentRepositories":[]}""";

    private readonly Process _process;
    private readonly string _address;
    private readonly string _key;

    private ServerProcess(Process process, string address, string key) => (_process, _address, _key) = (process, address, key);

    public double ResidentMiB
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The most memory that it has had.</summary>
    public double PeakMiB => ReaderProcess.PeakResidentMiB(_process.Id);

    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <param name="kind">The kind of server.</param>
    /// <param name="folder">The data folder, which is kept. By default, the server has one of its own and removes it.</param>
    public static async Task<ServerProcess> StartAsync(string kind, string? folder = null)
    {
        string[] arguments = folder is null ? ["serve", kind] : ["serve", kind, folder];
        var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The {kind} server did not start.");
        var (address, key) = (line.Split(' ')[0], line.Split(' ')[1]);
        return new ServerProcess(process, address, key);
    }

    public static async Task<int> ServeDominoAsync(string? folder)
    {
        // With a folder of its own, so that what is measured includes bringing all to the disk.
        var data = folder ?? Directory.CreateTempSubdirectory("domino-benchmark-").FullName;
        await using (var server = await LocalDomino.StartAsync(new LocalDominoOptions { DataFolder = data }))
        {
            await AnnounceAndWaitAsync(server.Address.AbsoluteUri, server.ApiKey);
        }

        if (folder is null)
        {
            Directory.Delete(data, recursive: true);
        }

        return 0;
    }

    public static async Task<int> ServeBareAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(BareReply);
        });
        await app.StartAsync();
        await AnnounceAndWaitAsync(app.Urls.First(), "none");
        return 0;
    }

    /// <summary>Reads what it gets and throws it away; answers as an upload to a dataset expects it.</summary>
    /// <summary>Serves the data sources that the file <c>sources.json</c> in a folder declares.</summary>
    public static async Task<int> ServeDataAsync(string folder)
    {
        var options = new LocalDominoOptions { DataFolder = Path.Combine(folder, "server") };
        await using var server = await LocalDomino.StartAsync(
            options.AddDataSources(new LocalDataSourcesOptions { SourcesFile = Path.Combine(folder, "sources.json") })
        );
        await AnnounceAndWaitAsync(
            $"{server.Address.AbsoluteUri}+{server.GetFlightAddress().GetLeftPart(UriPartial.Authority)}",
            server.ApiKey
        );
        return 0;
    }

    public static async Task<int> ServeDiscardingAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        await using var app = builder.Build();
        app.Run(async context =>
        {
            var buffer = ArrayPool<byte>.Shared.Rent(256 << 10);
            while (await context.Request.Body.ReadAsync(buffer) > 0)
            {
                // Nothing is kept.
            }

            ArrayPool<byte>.Shared.Return(buffer);
            if (context.Request.Path.Value!.EndsWith("/start", StringComparison.Ordinal))
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("\"key\"");
            }
        });
        await app.StartAsync();
        await AnnounceAndWaitAsync(app.Urls.First(), "none");
        return 0;
    }

    public string Address => _address;

    public string Key => _key;

    public DominoClient Connect() =>
        new(
            new DominoClientOptions
            {
                Host = _address,
                ApiKey = _key,
                MaxRetries = 0,
            }
        );

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Says where the server is, and waits for the end of the benchmark.</summary>
    public static async Task AnnounceAndWaitAsync(string address, string key)
    {
        Console.WriteLine($"{address} {key}");

        // The benchmark ends when its input ends.
        await Console.In.ReadLineAsync();
    }
}
