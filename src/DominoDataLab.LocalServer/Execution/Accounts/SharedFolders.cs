using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Text;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution.Accounts;

/// <summary>
/// Keeps the folders that several users write to, such as datasets, writable for all of their accounts, whatever rights a command gave to
/// what it made there.
/// </summary>
internal sealed class SharedFolders
{
    // What is deeper is left as it is: each level is held open.
    private const int MaxDepth = 128;

    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private const UnixFileMode Folder = File | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    private const UnixFileMode Rights = (UnixFileMode)0x1FF;

    private readonly ConcurrentDictionary<string, (SystemAccount Account, IReadOnlyList<string> Folders)> _running = new();

    /// <summary>Opens folders to an execution that starts.</summary>
    /// <exception cref="IOException">The server may not change owners.</exception>
    [SupportedOSPlatform("linux")]
    public void Enter(string executionId, SystemAccount account, IReadOnlyList<string> folders)
    {
        _running[executionId] = (account, folders);
        Share(account.GroupId, folders);
    }

    /// <summary>
    /// Gives back to the server what an execution made that has ended, unless others of the same user run, which may still work on it.
    /// What cannot be changed is tried again when the next execution starts.
    /// </summary>
    public void Leave(string executionId)
    {
        if (OperatingSystem.IsLinux() && _running.TryRemove(executionId, out var ended))
        {
            try
            {
                Share(ended.Account.GroupId, ended.Folders);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The dataset may be on its way out, or the disk read-only.
            }
        }
    }

    [SupportedOSPlatform("linux")]
    private void Share(int groupId, IReadOnlyList<string> folders)
    {
        foreach (var folder in folders)
        {
            using var parent = OpenFolder.TryAt(Path.GetDirectoryName(folder)!);
            if (parent is not null)
            {
                Share(parent, Encoding.UTF8.GetBytes(Path.GetFileName(folder)), groupId, MaxDepth);
            }
        }
    }

    [SupportedOSPlatform("linux")]
    private void Share(OpenFolder parent, byte[] name, int groupId, int depth)
    {
        if (!parent.TryStatus(name, out var status))
        {
            return;
        }

        if (status.Kind is EntryKind.File or EntryKind.Folder && !IsShared(status, groupId))
        {
            using var node = parent.TryNode(name);
            if (node is not null && InodeStatus.TryOf(node, out status) && status.Kind is EntryKind.File or EntryKind.Folder)
            {
                // The owner first: a program that runs as another account must never belong to the server.
                SystemAccount.SetOwner(node, IsInUse(status.UserId) ? status.UserId : 0, groupId);
                System.IO.File.SetUnixFileMode(
                    $"/proc/self/fd/{node.DangerousGetHandle()}",
                    (status.Mode & Rights) | (status.Kind == EntryKind.File ? File : Folder)
                );
            }
        }

        if (status.Kind == EntryKind.Folder && depth > 0)
        {
            using var folder = parent.TryChild(name);
            foreach (var (child, _) in folder?.Entries() ?? [])
            {
                Share(folder!, child, groupId, depth - 1);
            }
        }
    }

    private bool IsShared(InodeStatus status, int groupId)
    {
        var wanted = status.Kind == EntryKind.File ? File : Folder;
        return status.GroupId == groupId
            && (status.UserId == 0 || IsInUse(status.UserId))
            && (status.Mode & wanted) == wanted
            && (status.Mode & ~Rights) == 0;
    }

    private bool IsInUse(int userId) => _running.Values.Any(running => running.Account.UserId == userId);
}
