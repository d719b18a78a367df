using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>The routes of jobs, and what people note on them.</summary>
internal sealed class JobsFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services
            .AddSingleton<JobNotes>()
            .AddSingleton<JobList>()
            .AddSingleton<JobJson>()
            .AddSingleton<RequestedJob>()
            .AddEndpoints<JobEndpoints>()
            .AddEndpoints<JobListEndpoint>()
            .AddEndpoints<JobNoteEndpoints>()
            .AddEndpoints<JobDetailEndpoints>();
}
