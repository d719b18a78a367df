using DominoDataLab.LocalServer.Apps;
using DominoDataLab.LocalServer.BillingTags;
using DominoDataLab.LocalServer.Budgets;
using DominoDataLab.LocalServer.Clusters;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Diagnostics;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Jobs;
using DominoDataLab.LocalServer.Metrics;
using DominoDataLab.LocalServer.Models;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Runs;
using DominoDataLab.LocalServer.Schedules;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Every area of the server, in the order in which they start.</summary>
internal static class ServerFeatures
{
    public static IReadOnlyList<IServerFeature> All() =>
        [
            new StorageFeature(),
            new UsersFeature(),
            new EnvironmentsFeature(),
            new FilesFeature(),
            new ProjectsFeature(),
            new BillingTagsFeature(),
            new BudgetsFeature(),
            new DatasetsFeature(),
            new ExecutionFeature(),
            new JobsFeature(),
            new RunsFeature(),
            new ClustersFeature(),
            new SchedulesFeature(),
            new AppsFeature(),
            new ModelsFeature(),
            new MetricsFeature(),
            new DiagnosticsFeature(),
        ];
}
