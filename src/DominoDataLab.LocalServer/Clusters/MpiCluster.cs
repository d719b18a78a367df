namespace DominoDataLab.LocalServer.Clusters;

/// <summary>
/// MPI: slots on this machine, which <c>mpirun</c> finds by itself. Its ranks are processes of the job, so the job gets their room.
/// </summary>
internal static class MpiCluster
{
    public static async Task StartAsync(Cluster cluster)
    {
        var spec = cluster.Spec;
        var mpirun = cluster.Program("mpirun", "Open MPI (Debian's package openmpi-bin)");
        var hosts = cluster.PathOf("hosts");
        await File.WriteAllTextAsync(hosts, $"localhost slots={spec.Workers}\n");

        // Open MPI knows the host file under the first name up to version 4, and under the second since.
        cluster.Variables["OMPI_MCA_orte_default_hostfile"] = cluster.Variables["PRTE_MCA_prte_default_hostfile"] = hosts;
        cluster.Variables["OMPI_MCA_orte_keep_fqdn_hostnames"] = "true";
        foreach (
            var name in (string[])
                ["OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "PRTE_ALLOW_RUN_AS_ROOT", "PRTE_ALLOW_RUN_AS_ROOT_CONFIRM"]
        )
        {
            // Where the server may run as root, so may its jobs.
            cluster.Variables[name] = "1";
        }

        // Unbuffered, Python writes a line and its end apart, so lines of several ranks mix. mpirun gives each rank a terminal, which makes
        // lines appear at once. Python treats an empty value as unset.
        cluster.Variables["PYTHONUNBUFFERED"] = "";

        // A colon would do, but mpirun takes one to itself.
        var rehearsal = await cluster.StartAsync("mpirun", spec.Worker, mpirun, "/bin/sh", "-c", "exit 0");
        await cluster.UntilAsync(
            "mpirun",
            () => Task.FromResult(rehearsal.Completion is { IsCompletedSuccessfully: true, Result.ExitCode: 0 })
        );
    }

    /// <summary>The limits of the job's command: its own tier and that of each worker.</summary>
    public static LocalHardwareTier Room(ClusterSpec spec, LocalHardwareTier own) =>
        own with
        {
            Name = $"{own.Name} with {spec.Workers} workers on {spec.Worker.Name}",
            Cores = (int)Math.Min(own.Cores + ((long)spec.Workers * spec.Worker.Cores), Environment.ProcessorCount),
            MemoryGiB = own.MemoryGiB + (spec.Workers * spec.Worker.MemoryGiB),
        };
}
