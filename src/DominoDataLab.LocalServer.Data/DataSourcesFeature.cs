using DominoDataLab.LocalServer.Data.Flight;
using DominoDataLab.LocalServer.Data.Objects;
using DominoDataLab.LocalServer.Data.Objects.Datasets;
using DominoDataLab.LocalServer.Data.Objects.Disk;
using DominoDataLab.LocalServer.Data.Objects.S3;
using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Data.Sql;
using DominoDataLab.LocalServer.Data.Sql.DuckDb;
using DominoDataLab.LocalServer.Data.Sql.MySql;
using DominoDataLab.LocalServer.Data.Sql.Postgres;
using DominoDataLab.LocalServer.Data.Sql.Sqlite;
using DominoDataLab.LocalServer.Data.TrainingSets;
using DominoDataLab.LocalServer.Data.Volumes;
using DominoDataLab.LocalServer.Execution.Local.Sandboxing;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Hosting;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DominoDataLab.LocalServer.Data;

/// <summary>Data sources: their look-up, queries over Arrow Flight, objects, volumes and training sets.</summary>
internal sealed class DataSourcesFeature(LocalDataSourcesOptions options) : IServerFeature
{
    public void Register(IServiceCollection services)
    {
        services
            .AddSingleton(options)
            .AddSingleton<SourceStore>()
            .AddSingleton<SourceAccess>()
            .AddSingleton<SourceReader>()
            .AddSingleton<SourceEngines>()
            .AddSingleton<SourceFile>()
            .AddSingleton<ISecretFiles>(provider => provider.GetRequiredService<SourceFile>())
            .AddEndpoints<LookupEndpoints>()
            .AddEndpoints<SourceEndpoints>()
            .AddEndpoints<TokenEndpoints>()
            .AddSingleton<IKeylessRoutes>(provider => provider.GetRequiredService<TokenEndpoints>())
            .AddSingleton<IRefusalReply, LookupRefusal>()
            .AddSingleton<IRefusalReply, FlightRefusal>()
            .AddSingleton<IFeatureVariables, DataVariables>()
            .AddSingleton<FlightListener>()
            .AddSingleton<FlightFaults>()
            .AddEndpoints<FaultEndpoints>()
            .AddSingleton<QuerySlots>()
            .AddSingleton<SqlQueries>()
            .AddSingleton<DuckDbDatabases>()
            .AddSingleton<DuckDbEngine>()
            .AddSingleton<ISourceEngine>(provider => provider.GetRequiredService<DuckDbEngine>())
            .AddSingleton<ISourceEngine, DemonstrationEngine>()
            .AddSingleton<ISourceEngine, SqliteEngine>()
            .AddSingleton<ISourceEngine, PostgresEngine>()
            .AddSingleton<ISourceEngine, MySqlEngine>()
            .AddSingleton<FlightService>();
        RegisterObjects(services);
        services.AddSingleton<TrainingSetStore>().AddEndpoints<TrainingSetEndpoints>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = FlightTicket.MaxBytes + 1024;
            grpc.MaxSendMessageSize = null;
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<FlightService>, FlightMethods>());
    }

    private static void RegisterObjects(IServiceCollection services) =>
        services
            .AddSingleton<ObjectStores>()
            .AddEndpoints<ObjectEndpoints>()
            .AddSingleton<DiskFolders>()
            .AddSingleton<DiskObjects>()
            .AddSingleton<SignedUrls>()
            .AddSingleton<ISourceEngine, DiskEngine>()
            .AddEndpoints<SignedObjectEndpoints>()
            .AddSingleton<IKeylessRoutes>(provider => provider.GetRequiredService<SignedObjectEndpoints>())
            .AddSingleton<ISourceEngine, S3Engine>()
            .AddSingleton<DatasetSources>()
            .AddSingleton<ISourceEngine, DatasetEngine>()
            .AddEndpoints<DatasetObjectEndpoints>()
            .AddSingleton<VolumeJson>()
            .AddEndpoints<VolumeEndpoints>();

    public void Listen(KestrelServerOptions kestrel) => kestrel.ApplicationServices.GetRequiredService<FlightListener>().Listen(kestrel);

    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpcService<FlightService>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<TokenEndpoints>().Check();
        services.GetRequiredService<SourceFile>().Declare();
        return Task.CompletedTask;
    }
}
