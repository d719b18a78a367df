namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>The attacks where all executions have the account of the server.</summary>
public sealed class SandboxAttackTests(SandboxFixture domino) : SandboxAttacks(domino), IClassFixture<SandboxFixture>;

/// <summary>Two users of one server, of whom one attacks the other and the server, and gets nothing.</summary>
public abstract class SandboxAttacks(SandboxFixture domino)
{
    private readonly Attacks _attacks = new(domino);

    [Fact]
    public async Task A_job_reads_no_key_no_database_and_no_file_of_others() => Assert.Empty(await _attacks.ReadFilesAsync());

    [Fact]
    public async Task A_job_does_not_act_as_the_administrator() => Assert.Empty(await _attacks.ActAsAdministratorAsync());

    [Fact]
    public async Task A_job_sees_and_reaches_no_process_but_its_own() => Assert.Empty(await _attacks.ReachProcessesAsync());

    [Fact]
    public async Task A_job_writes_to_no_folder_of_the_system_and_has_no_privilege() => Assert.Empty(await _attacks.UsePrivilegesAsync());

    [Fact]
    public async Task A_job_has_temporary_files_and_a_home_of_its_own() => Assert.Empty(await _attacks.ReadTemporaryFilesAsync());

    [Fact]
    public async Task A_job_leaves_no_process_behind() => Assert.Empty(await _attacks.LeaveProcessesAsync());

    [Fact]
    public async Task A_variable_takes_no_effect_outside_of_the_sandbox() => Assert.Empty(await _attacks.SetVariableAsync());

    [Fact]
    public async Task A_job_reads_no_dataset_of_others() => Assert.Empty(await _attacks.ReadDatasetAsync());
}
