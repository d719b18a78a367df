using DominoDataLab.LocalServer.Tests.Execution;
using DominoDataLab.LocalServer.Tests.Safety;

namespace DominoDataLab.LocalServer.Tests.Accounts;

/// <summary>A server that two people share, which gives each of them an account of the system.</summary>
public sealed class AccountFixture : SandboxFixture
{
    public static UidRange Range { get; } = new(700_000, 700_099);

    /// <summary>true if this machine can run executions as accounts of their users; otherwise, false.</summary>
    public static bool CanChangeAccount { get; } = Exists && Environment.IsPrivilegedProcess;

    protected override bool CanStart => CanChangeAccount;

    protected override LocalDominoOptions Options => base.Options with { UidRange = Range };

    /// <summary>Skips a test where executions cannot have accounts of their own.</summary>
    public static void NeedRoot() => Assert.SkipUnless(CanChangeAccount, "Only root with bubblewrap can run executions as other accounts.");
}

/// <summary>A server that gives each user an account of the system, where everything else is as without.</summary>
public sealed class AccountServerFixture : LocalServerFixture
{
    protected override bool CanStart => AccountFixture.CanChangeAccount;

    protected override LocalDominoOptions Options => base.Options with { UidRange = AccountFixture.Range };
}

/// <summary>Commands end, are stopped and are bound by their tiers as without accounts of their own.</summary>
public sealed class AccountProcessTests(AccountServerFixture domino) : ProcessTests(domino), IClassFixture<AccountServerFixture>;

/// <summary>Apps and functions of models run with accounts of their own.</summary>
public sealed class AccountPreparationTests(AccountServerFixture domino)
    : SharedPreparationTests(domino),
        IClassFixture<AccountServerFixture>;

/// <summary>What honest jobs need works with accounts of their own.</summary>
public sealed class AccountExecutionTests(AccountServerFixture domino) : SandboxedExecutions(domino), IClassFixture<AccountServerFixture>;

/// <summary>The attacks where each user has an account of the system.</summary>
public sealed class AccountAttackTests(AccountFixture domino) : SandboxAttacks(domino), IClassFixture<AccountFixture>;
