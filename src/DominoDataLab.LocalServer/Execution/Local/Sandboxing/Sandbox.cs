using DominoDataLab.LocalServer.Execution.Accounts;
using DominoDataLab.LocalServer.Users;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Execution.Local.Sandboxing;

/// <summary>Decides whether executions run in a sandbox, and refuses to let users of one server act as each other without it.</summary>
internal sealed partial class Sandbox(
    LocalDominoOptions options,
    ApiKeys keys,
    UserAccounts accounts,
    Bubblewrap bubblewrap,
    ILogger<Sandbox> logger
)
{
    /// <summary>Gets the sandbox that commands run in from now on, or null if they run without one.</summary>
    public Bubblewrap? Current =>
        options.Sandbox switch
        {
            _ when accounts.Range is not null => bubblewrap,
            SandboxMode.Require => bubblewrap,
            SandboxMode.Auto => IsForSeveral && People() > 1 ? bubblewrap : null,
            _ => null,
        };

    // A temporary server is a test's own, and so are its users.
    private bool IsForSeveral => options is { DataFolder: not null, TrustUsers: false };

    /// <summary>Checks that the server can run what its users ask for.</summary>
    /// <exception cref="InvalidOperationException">The sandbox is required, and this machine does not have it.</exception>
    public async Task CheckStartAsync()
    {
        if (accounts.Range is not null && options.Sandbox == SandboxMode.Off)
        {
            throw new InvalidOperationException(
                "Executions run as system accounts of their users in a sandbox only. Do not switch it off (--sandbox, Sandbox), or "
                    + "start the server without --uid-range (UidRange)."
            );
        }

        if ((accounts.Range is not null || options.Sandbox == SandboxMode.Require) && await bubblewrap.FindProblemAsync() is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        if (await RefusalAsync(People()) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        if (Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() && accounts.Range is null && Current is not null && People() > 1)
        {
            OneAccount(logger);
        }
    }

    /// <summary>Checks that the server can have one more user.</summary>
    /// <param name="name">The name of the user.</param>
    /// <exception cref="DomainException">The sandbox would be required, and the server does not have it. Or no UID is left.</exception>
    public async Task CheckAnotherUserAsync(string name)
    {
        accounts.CheckAnotherUser(name);
        if (await RefusalAsync(People() + 1) is { } refusal)
        {
            throw DomainException.Conflict(refusal);
        }
    }

    private async Task<string?> RefusalAsync(int people)
    {
        const string Advice =
            "If each of them may act as the others and as the account of the server, run without a sandbox (--trust-users, TrustUsers).";
        return people <= 1 || !IsForSeveral ? null
            : options.Sandbox == SandboxMode.Off
                ? $"A server with more than one user does not run without a sandbox. Do not switch it off (--sandbox, Sandbox). {Advice}"
            : await bubblewrap.FindProblemAsync() is { } problem
                ? $"A server with more than one user runs executions in a sandbox. {problem} {Advice}"
            : null;
    }

    /// <summary>Counts the users who can log in, without the one that every server has unless its users are named.</summary>
    private int People() =>
        keys.ActiveUsers()
            .Count(user =>
                !ReferenceEquals(options.Users, LocalDominoOptions.DefaultUsers) || user.Name != LocalDominoOptions.DefaultUsers[0].Name
            );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The executions of all users have the account root, without its privileges. To give each user an account of the system, "
            + "start the server with a range of UIDs that this machine does not use, such as --uid-range 700000-700999 (UidRange)."
    )]
    private static partial void OneAccount(ILogger logger);
}
