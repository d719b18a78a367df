using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>Jobs that start by the clock.</summary>
internal sealed class SchedulesFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services.AddSingleton<ScheduleStore>().AddSingleton<SchedulerClock>().AddSingleton<Scheduler>().AddEndpoints<ScheduleEndpoints>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<Scheduler>().Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(IServiceProvider services) => services.GetRequiredService<Scheduler>().StopAsync();
}
