using System.Diagnostics;
using System.Globalization;
using DominoDataLab.LocalServer.Execution.Preparation;

namespace DominoDataLab.LocalServer.Execution.Accounts;

/// <summary>Reads the accounts and groups of the system.</summary>
internal static class SystemAccountTable
{
    private const string SubordinateIds = "/etc/subuid";

    /// <summary>Gets the UID of an account, or null if the system does not know it.</summary>
    public static async Task<int?> UidOfAsync(string account) =>
        await EntriesAsync("passwd", account) is [[_, _, var uid, ..]] ? int.Parse(uid, CultureInfo.InvariantCulture) : null;

    /// <summary>Describes what the system uses a number of a range for, or returns null if it uses none of them.</summary>
    public static async Task<string?> OverlapAsync(UidRange range)
    {
        foreach (var entry in await EntriesAsync("passwd"))
        {
            if (entry is [var name, _, var uid, ..] && range.Contains(long.Parse(uid, CultureInfo.InvariantCulture)))
            {
                return $"{uid} is the UID of the account '{name}'";
            }
        }

        foreach (var entry in await EntriesAsync("group"))
        {
            if (entry is [var name, _, var gid, ..] && long.Parse(gid, CultureInfo.InvariantCulture) == range.First)
            {
                return $"{gid} is the GID of the group '{name}'";
            }
        }

        // Containers of these accounts run as these UIDs.
        foreach (var line in File.Exists(SubordinateIds) ? await File.ReadAllLinesAsync(SubordinateIds) : [])
        {
            if (
                line.Split(':') is [var name, var start, var count]
                && long.TryParse(start, out var first)
                && long.TryParse(count, out var many)
                && first <= range.Last
                && first + many > range.First
            )
            {
                return $"the containers of the account '{name}' have UIDs from {first} to {first + many - 1} ({SubordinateIds})";
            }
        }

        return null;
    }

    private static async Task<List<string[]>> EntriesAsync(string table, params string[] keys)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Programs.Find("getent") ?? "getent", [table, .. keys]) { RedirectStandardOutput = true }
        )!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':'))];
    }
}
