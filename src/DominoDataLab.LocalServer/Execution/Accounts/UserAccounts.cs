using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Execution.Accounts;

/// <summary>Chooses the system account that the executions of a user run as, if the server has a range of UIDs for them.</summary>
internal sealed class UserAccounts(LocalDominoOptions options, AccountStore store, UserStore users, ApiKeys keys)
{
    private const int GroupAndOtherRead = 0x2D;
    private readonly Lock _turn = new();
    private Dictionary<string, int> _mapped = [];

    /// <summary>Gets the UIDs that users get. Null if all executions have the account of the server.</summary>
    public UidRange? Range => options.UidRange;

    /// <summary>Gets the account of a user, or null if executions have the account of the server.</summary>
    /// <exception cref="PreparationException">The range is used up.</exception>
    public SystemAccount? Of(string userId)
    {
        if (Range is not { } range)
        {
            return null;
        }

        var user = users.FindById(userId)!;
        return _mapped.TryGetValue(user.Name, out var uid)
            ? new SystemAccount(options.MappedUsers[user.Name], uid, range.First)
            : new SystemAccount(user.Name, UidOf(user, range), range.First);
    }

    /// <summary>Checks that the machine has what the options ask for, and gives each user a UID.</summary>
    /// <exception cref="InvalidOperationException">Something is missing or does not fit. The message says what to do.</exception>
    public async Task CheckStartAsync()
    {
        if (Range is not { } range)
        {
            if (options.MappedUsers.Count > 0)
            {
                throw new InvalidOperationException(
                    "Users cannot be mapped to system accounts without a range of UIDs, the first of which is the group of all executions. "
                        + "Add the range (--uid-range, UidRange)."
                );
            }

            return;
        }

        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException(
                "Executions can run as system accounts of their users only if the server runs as root on Linux. Start it as root, or "
                    + "without --uid-range (UidRange)."
            );
        }

        CheckMask();
        if (range.First < UidRange.Smallest || range.First > range.Last)
        {
            throw new InvalidOperationException(
                $"The range of UIDs {range} cannot be used: it must start at {UidRange.Smallest} or above, and end after its start "
                    + "(--uid-range, UidRange)."
            );
        }

        if (await SystemAccountTable.OverlapAsync(range) is { } overlap)
        {
            throw new InvalidOperationException(
                $"The range of UIDs {range} cannot be used: {overlap}. Choose numbers that this machine does not use (--uid-range, "
                    + "UidRange)."
            );
        }

        _mapped = await MapAsync();
        try
        {
            foreach (var user in keys.ActiveUsers())
            {
                _ = Of(user.Id);
            }
        }
        catch (PreparationException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }

    /// <summary>Checks that a user who is added can get a UID.</summary>
    /// <exception cref="DomainException">The range is used up.</exception>
    public void CheckAnotherUser(string name)
    {
        if (
            Range is { } range
            && !_mapped.ContainsKey(name)
            && !(users.Find(name) is { } known && store.UidOf(known.Id, range) is not null)
            && Free(range) is null
        )
        {
            throw DomainException.Conflict(UsedUp(range));
        }
    }

    private async Task<Dictionary<string, int>> MapAsync()
    {
        var mapped = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, account) in options.MappedUsers)
        {
            var user = users.Find(name);
            var uid = await SystemAccountTable.UidOfAsync(account);
            var problem =
                user is not { IsOrganization: false } ? $"the server has no user '{name}'"
                : uid is null ? $"this machine has no account '{account}'"
                : uid == 0 ? "root has every right"
                : (store.UserOf(uid.Value) ?? user.Id) != user.Id ? $"another user of this server has had its UID {uid}"
                : null;
            if (problem is not null)
            {
                throw new InvalidOperationException(
                    $"The user '{name}' cannot be mapped to the system account '{account}': {problem} (--map-user, MappedUsers)."
                );
            }

            store.Give(uid!.Value, user!.Id);
            mapped[name] = uid.Value;
        }

        return mapped;
    }

    private int UidOf(UserRow user, UidRange range)
    {
        lock (_turn)
        {
            if (store.UidOf(user.Id, range) is { } known)
            {
                return known;
            }

            var uid = Free(range) ?? throw new PreparationException("NoSystemAccount", UsedUp(range));
            store.Give(uid, user.Id);
            return uid;
        }
    }

    private int? Free(UidRange range)
    {
        var taken = store.Taken(range);
        return taken.Count == range.Count ? null : Enumerable.Range(range.First, range.Count).First(uid => !taken.Contains(uid));
    }

    private static string UsedUp(UidRange range) =>
        $"The range of UIDs {range} is used up, because a UID is never given to another user. Start the server with a larger range that "
        + "contains it (--uid-range, UidRange).";

    /// <summary>Checks that other accounts can read what the server creates. The data folder above it stays closed to them.</summary>
    private static void CheckMask()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("Umask:", StringComparison.Ordinal));
        if ((Convert.ToInt32(line[6..].Trim(), 8) & GroupAndOtherRead) != 0)
        {
            throw new InvalidOperationException(
                "The server creates files that only its own account can read, so executions with other accounts could not read them. "
                    + "Start it with umask 022, in systemd with UMask=0022. The data folder stays private."
            );
        }
    }
}
