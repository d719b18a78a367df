using DominoDataLab.Airflow.Supervisor.Running;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>
/// The bundles under test. An environment variable names a published one; without it, the one that the build made is run, which needs no
/// publishing. eng/airflow-conformance publishes them natively.
/// </summary>
internal static class Bundles
{
    public static BundleCommand Conformance => Find("AIRFLOW_CONFORMANCE_BUNDLE", "airflow-conformance");

    public static BundleCommand Scenarios => Find("AIRFLOW_SCENARIO_BUNDLE", "airflow-scenarios");

    public static BundleCommand Domino => Find("AIRFLOW_DOMINO_BUNDLE", "domino-airflow");

    private static BundleCommand Find(string variable, string assembly)
    {
        var path = Environment.GetEnvironmentVariable(variable);
        return new BundleCommand(string.IsNullOrEmpty(path) ? Path.Combine(AppContext.BaseDirectory, assembly) : Path.GetFullPath(path));
    }
}
