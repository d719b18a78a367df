namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>A server that two people share without a sandbox.</summary>
public sealed class UnprotectedFixture : SandboxFixture
{
    protected override LocalDominoOptions Options => base.Options with { Sandbox = SandboxMode.Off, TrustUsers = true };
}

/// <summary>Each attack succeeds where nothing protects from it, so it would be noticed if the sandbox did not.</summary>
public sealed class AttackEvidenceTests(UnprotectedFixture domino) : IClassFixture<UnprotectedFixture>
{
    private static readonly Dictionary<string, Func<Attacks, Task<List<string>>>> All = new()
    {
        ["files"] = attacks => attacks.ReadFilesAsync(),
        ["administrator"] = attacks => attacks.ActAsAdministratorAsync(),
        ["processes"] = attacks => attacks.ReachProcessesAsync(),
        ["privileges"] = attacks => attacks.UsePrivilegesAsync(),
        ["temporary files"] = attacks => attacks.ReadTemporaryFilesAsync(),
        ["processes left"] = attacks => attacks.LeaveProcessesAsync(),
        ["variable"] = attacks => attacks.SetVariableAsync(),
        ["dataset"] = attacks => attacks.ReadDatasetAsync(),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_attack_succeeds_without_the_sandbox(string attack) => Assert.NotEmpty(await All[attack](new Attacks(domino)));
}
