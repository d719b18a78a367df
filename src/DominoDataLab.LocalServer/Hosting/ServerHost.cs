using System.Net;
using System.Net.Sockets;
using DominoDataLab.LocalServer.Diagnostics;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>A server: its features, and the web application that serves them.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private readonly LocalDominoOptions _options;
    private readonly IReadOnlyList<IServerFeature> _features;
    private readonly Stack<IServerFeature> _started = new();
    private readonly Database _database;
    private readonly WebApplication _app;

    public ServerHost(LocalDominoOptions options, ServerFolders folders)
    {
        _options = options;
        _features = [.. ServerFeatures.All(), .. options.AdditionalFeatures];
        _database = new Database(folders.DatabaseFile, isTemporary: options.DataFolder is null);
        try
        {
            _app = Build(folders);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public Uri Address => Services.GetRequiredService<ServerAddress>().Listening;

    public IServiceProvider Services => _app.Services;

    /// <summary>Completes when the process is told to end.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Listens, starts every feature, and then lets requests in.</summary>
    /// <exception cref="InvalidOperationException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ListenAsync(cancellationToken);
        Services.GetRequiredService<ServerAddress>().Listening = new Uri(_app.Urls.First());
        foreach (var feature in _features)
        {
            _started.Push(feature);
            await feature.StartAsync(Services, cancellationToken);
        }

        Services.GetRequiredService<ReadyGate>().Open();
    }

    /// <summary>Stops the server. All parts are stopped even if one fails. Failures are thrown at the end.</summary>
    public async ValueTask DisposeAsync()
    {
        var teardown = new Teardown();
        Services.GetRequiredService<ReadyGate>().Close();
        await teardown.RunAsync(() => _app.StopAsync(CancellationToken.None));
        while (_started.TryPop(out var feature))
        {
            await teardown.RunAsync(() => feature.StopAsync(Services));
        }

        await teardown.RunAsync(async () => await _app.DisposeAsync());
        await teardown.RunAsync(() =>
        {
            _database.Dispose();
            return Task.CompletedTask;
        });
        teardown.ThrowIfFailed();
    }

    private WebApplication Build(ServerFolders folders)
    {
        // Empty: neither a configuration file that lies in the working folder nor a variable decides where this listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ServerLogging.Add(builder.Logging, _options, folders);
        builder
            .Services.AddSingleton(_options)
            .AddSingleton(folders)
            .AddSingleton(_database)
            .AddSingleton(_options.TimeProvider)
            .AddSingleton<ServerAddress>()
            .AddSingleton<HostNames>()
            .AddSingleton<FailedKeys>()
            .AddSingleton<RequestGuard>()
            .AddSingleton<ReadyGate>()
            .AddSingleton<ErrorReplies>()
            .AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>()
            .AddRoutingCore();
        foreach (var feature in _features)
        {
            feature.Register(builder.Services);
        }

        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
                Listeners.Add(kestrel, _options);
                foreach (var feature in _features)
                {
                    feature.Listen(kestrel);
                }
            });
        if (_options.RecordExchangesTo is { } recordings)
        {
            builder.Services.AddSingleton(_ => new ExchangeRecorder(recordings));
        }

        if (_options.EnableFaults)
        {
            builder.Services.AddSingleton(new Faults(_options.TimeProvider));
        }

        var app = builder.Build();
        RequestPipeline.Use(app, _features);
        return app;
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            // The message of the listener names its address and port; features have listeners of their own.
            throw new InvalidOperationException(
                e.Message.Contains($":{_options.Port}", StringComparison.Ordinal)
                    ? $"Port {_options.Port} of {_options.Address} is taken by another program. Choose another port, or 0 for any free one."
                    : $"A port of {_options.Address} is taken by another program. Choose another port, or 0 for any free one. {e.Message}",
                e
            );
        }
    }
}
