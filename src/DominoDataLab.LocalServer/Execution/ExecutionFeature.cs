using DominoDataLab.LocalServer.Execution.Accounts;
using DominoDataLab.LocalServer.Execution.Local;
using DominoDataLab.LocalServer.Execution.Local.Sandboxing;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Runs jobs: the queue, the preparation, the executors, and the logs.</summary>
internal sealed class ExecutionFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services
            .AddSingleton<InheritedVariables>()
            .AddSingleton<AccountStore>()
            .AddSingleton<UserAccounts>()
            .AddSingleton<SharedFolders>()
            .AddSingleton<SandboxMachine>()
            .AddSingleton<Bubblewrap>()
            .AddSingleton<Sandbox>()
            .AddSingleton<IExecutor, LocalExecutor>()
            .AddSingleton<ExecutionFolders>()
            .AddSingleton<ExecutionVariables>()
            .AddSingleton<ExecutionPreparation>()
            .AddSingleton(provider => new JobLogs(
                provider.GetRequiredService<ServerFolders>().Logs,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<ExecutionDefaults>()
            .AddSingleton<ExecutionRights>()
            .AddSingleton<JobStore>()
            .AddSingleton<JobLifecycle>()
            .AddSingleton<JobQueue>()
            .AddSingleton<JobResults>()
            .AddSingleton<JobRunner>()
            .AddSingleton<JobRecovery>()
            .AddSingleton<JobDispatcher>()
            .AddSingleton<JobSubmission>()
            .AddSingleton<IProjectWork, ProjectJobs>()
            .AddSingleton<RevokedWork>()
            .AddSingleton<UsageMeter>();

    public async Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<Sandbox>().CheckStartAsync();
        await services.GetRequiredService<JobDispatcher>().StartAsync(cancellationToken);
    }

    public Task StopAsync(IServiceProvider services) => services.GetRequiredService<JobDispatcher>().StopAsync();
}
