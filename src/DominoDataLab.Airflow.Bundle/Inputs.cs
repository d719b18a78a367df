namespace DominoDataLab.Airflow.Bundle;

/// <summary>Reads the options of the operators. Names and defaults are those of the Python operators.</summary>
internal static class Inputs
{
    public static readonly IReadOnlyDictionary<string, bool> Operators = new Dictionary<string, bool>
    {
        ["domino"] = false,
        ["spark"] = true,
    };

    private static readonly Dictionary<string, OnKill> OnKills = new()
    {
        ["stop"] = OnKill.Stop,
        ["stop_and_discard"] = OnKill.StopAndDiscard,
        ["leave"] = OnKill.Leave,
    };

    private static readonly Dictionary<string, WaitMode> WaitModes = new()
    {
        ["in_process"] = WaitMode.InProcess,
        ["defer"] = WaitMode.Defer,
        ["reschedule"] = WaitMode.Reschedule,
    };

    public static DominoRunOptions ReadRun(TaskInput input)
    {
        var defaults = new DominoRunOptions { Project = "", Command = [] };
        return new DominoRunOptions
        {
            Project = input.Require("project"),
            Command = input.RequireWords("command"),
            Host = input.Text("host"),
            ApiKey = input.Text("api_key"),
            DominoTokenFile = input.Text("domino_token_file"),
            AuthToken = input.Text("auth_token"),
            ApiProxy = input.Text("api_proxy"),
            ConnectionId = input.Text("domino_conn_id"),
            IsDirect = input.Flag("is_direct"),
            CommitId = input.Text("commit_id"),
            Title = input.Text("title"),
            Tier = input.Text("tier"),
            PublishApiEndpoint = input.Flag("publish_api_endpoint"),
            PollFrequency = input.Seconds("poll_freq") ?? defaults.PollFrequency,
            MaxPollTime = input.Seconds("max_poll_time") ?? defaults.MaxPollTime,
            StartupDelay = input.Seconds("startup_delay") ?? defaults.StartupDelay,
            IncludeSetupLog = input.Flag("include_setup_log") ?? defaults.IncludeSetupLog,
            OnKill = input.Choice("on_kill", OnKills, defaults.OnKill),
            WaitMode = input.Choice("wait_mode", WaitModes, defaults.WaitMode),
        };
    }

    public static DominoSparkJobOptions ReadSparkJob(TaskInput input)
    {
        var defaults = new DominoSparkJobOptions { Project = "", Command = "" };
        return new DominoSparkJobOptions
        {
            Project = input.Require("project"),
            Command = input.Require("command"),
            Host = input.Text("host"),
            ApiKey = input.Text("api_key"),
            DominoTokenFile = input.Text("domino_token_file"),
            AuthToken = input.Text("auth_token"),
            ApiProxy = input.Text("api_proxy"),
            ConnectionId = input.Text("domino_conn_id"),
            PollFrequency = input.Seconds("poll_freq") ?? defaults.PollFrequency,
            MaxPollTime = input.Seconds("max_poll_time") ?? defaults.MaxPollTime,
            StartupDelay = input.Seconds("startup_delay") ?? defaults.StartupDelay,
            CommitId = input.Text("commit_id"),
            HardwareTierName = input.Text("hardware_tier_name"),
            EnvironmentId = input.Text("environment_id"),
            OnDemandSparkClusterProperties = Clusters.ReadSpark(input.Map("on_demand_spark_cluster_properties")),
            ComputeClusterProperties = Clusters.Read(input.Map("compute_cluster_properties")),
            OnKill = input.Choice("on_kill", OnKills, defaults.OnKill),
            WaitMode = input.Choice("wait_mode", WaitModes, defaults.WaitMode),
        };
    }
}
