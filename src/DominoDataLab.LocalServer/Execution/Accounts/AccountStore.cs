using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution.Accounts;

/// <summary>The UIDs that users have or once had. None is ever given to another user.</summary>
internal sealed class AccountStore(Database database)
{
    /// <summary>Gets the UID that a user has in a range, or null.</summary>
    public int? UidOf(string userId, UidRange range) =>
        database.List(
            "SELECT uid FROM user_uids WHERE user_id = $user AND uid BETWEEN $first AND $last ORDER BY uid",
            row => row.GetInt32(0),
            ("$user", userId),
            ("$first", range.First),
            ("$last", range.Last)
        )
            is [var uid, ..]
            ? uid
            : null;

    /// <summary>Gets the ID of the user who has or had a UID, or null.</summary>
    public string? UserOf(int uid) =>
        database.One("SELECT user_id FROM user_uids WHERE uid = $uid", row => row.GetString(0), ("$uid", uid));

    /// <summary>Lists the UIDs of a range that are taken.</summary>
    public HashSet<int> Taken(UidRange range) =>
        [
            .. database.List(
                "SELECT uid FROM user_uids WHERE uid BETWEEN $first AND $last",
                row => row.GetInt32(0),
                ("$first", range.First),
                ("$last", range.Last)
            ),
        ];

    public void Give(int uid, string userId) =>
        database.Write(
            "INSERT INTO user_uids (uid, user_id) VALUES ($uid, $user) ON CONFLICT DO NOTHING",
            ("$uid", uid),
            ("$user", userId)
        );
}
