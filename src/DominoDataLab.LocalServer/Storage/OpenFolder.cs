using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// A folder held open. What is in it is named by bytes relative to it, so that neither the length of its path nor the encoding of a name
/// matters, and nobody can put a symbolic link in the place of a folder meanwhile.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class OpenFolder : IDisposable
{
    private const int CurrentFolder = -100;
    private const int FolderOnly = 0x10000;
    private const int NoFollow = 0x20000;
    private const int CloseOnExecute = 0x80000;
    private const int RemoveFolder = 0x200;
    private const int NotEmpty = 39;
    private const int NoEntry = 2;
    private const int NotAFolder = 20;
    private const int TooManyLinks = 40;
    private const int NotAllowed = 13;
    private const int AlreadyExists = 17;
    private const int NodeOnly = 0x200000;
    private const uint OwnerAll = 0x1C0;
    private const uint NewFolderMode = 0x1FF;
    private readonly SafeFileHandle _handle;

    private OpenFolder(SafeFileHandle handle) => _handle = handle;

    /// <exception cref="IOException">The folder does not exist or cannot be opened.</exception>
    public static OpenFolder At(string path)
    {
        var handle = Open(CurrentFolder, path, FolderOnly | NoFollow | CloseOnExecute);
        return handle.IsInvalid ? throw Problem(Marshal.GetLastPInvokeError()) : new OpenFolder(handle);
    }

    /// <summary>Opens a folder, or returns null if it does not exist. A link at its path is followed.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static OpenFolder? TryAt(string path) => FolderOrNull(Open(CurrentFolder, path, FolderOnly | CloseOnExecute));

    /// <summary>Opens a folder in this one, or returns null if it does not exist, is a link or no folder.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public OpenFolder? TryChild(byte[] name) => FolderOrNull(OpenIn(_handle, [.. name, 0], FolderOnly | NoFollow | CloseOnExecute));

    /// <summary>Opens a folder in this one and creates it if it is missing. Returns null if a link or a file has its name.</summary>
    /// <param name="name">The name of the folder.</param>
    /// <param name="owner">The account that a new folder belongs to. If null, it belongs to the server's.</param>
    /// <exception cref="IOException">It cannot be created or opened.</exception>
    public OpenFolder? CreateChild(byte[] name, SystemAccount? owner)
    {
        var isNew = MakeFolder(_handle, [.. name, 0], NewFolderMode) == 0;
        var error = Marshal.GetLastPInvokeError();
        if (!isNew && error != AlreadyExists)
        {
            throw Problem(error);
        }

        var child = TryChild(name);
        if (isNew && child is not null)
        {
            owner?.Own(child._handle);
        }

        return child;
    }

    /// <summary>Gets the status of an entry. Links are not followed.</summary>
    public bool TryStatus(byte[] name, out InodeStatus status) => InodeStatus.TryOf(_handle, name, out status);

    /// <summary>
    /// Opens an entry of any kind for its owner and mode alone, or returns null if it does not exist. A link is opened itself.
    /// </summary>
    public SafeFileHandle? TryNode(byte[] name)
    {
        var handle = OpenIn(_handle, [.. name, 0], NodeOnly | NoFollow | CloseOnExecute);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Gets the number by which the system knows the open folder.</summary>
    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a folder in this one. If it is locked, its owner gets every right to it first.</summary>
    public OpenFolder Child(byte[] name)
    {
        byte[] path = [.. name, 0];
        var handle = OpenIn(_handle, path, FolderOnly | NoFollow | CloseOnExecute);
        if (handle.IsInvalid && Marshal.GetLastPInvokeError() == NotAllowed && ChangeMode(_handle, path, OwnerAll, 0) == 0)
        {
            handle = OpenIn(_handle, path, FolderOnly | NoFollow | CloseOnExecute);
        }

        return handle.IsInvalid ? throw Problem(Marshal.GetLastPInvokeError()) : new OpenFolder(handle);
    }

    /// <summary>Gives the owner every right to the folder. What it refuses shows when the right is needed.</summary>
    public void Unlock() => _ = ChangeOpenMode(_handle, OwnerAll);

    /// <summary>Lists the names in the folder as bytes, and what each one is.</summary>
    public IEnumerable<(byte[] Name, EntryKind Kind)> Entries()
    {
        using var reader = new Reader(_handle);
        while (reader.Next() is { } entry)
        {
            yield return entry;
        }
    }

    /// <summary>Deletes a file, or a folder if it is empty. What is already gone is fine.</summary>
    /// <returns>false if the folder is not empty.</returns>
    public bool Delete(byte[] name, bool isFolder)
    {
        if (Unlink(_handle, [.. name, 0], isFolder ? RemoveFolder : 0) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            NoEntry => true,
            NotEmpty => false,
            _ => throw Problem(error),
        };
    }

    public void Move(byte[] name, OpenFolder target, byte[] newName)
    {
        if (Rename(_handle, [.. name, 0], target._handle, [.. newName, 0]) != 0)
        {
            throw Problem(Marshal.GetLastPInvokeError());
        }
    }

    public void Dispose() => _handle.Dispose();

    private static OpenFolder? FolderOrNull(SafeFileHandle handle)
    {
        if (!handle.IsInvalid)
        {
            return new OpenFolder(handle);
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        return error is NoEntry or NotAFolder or TooManyLinks ? null : throw Problem(error);
    }

    private static IOException Problem(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(int folder, string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial SafeFileHandle OpenIn(SafeFileHandle folder, byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAgain(SafeFileHandle folder, byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MakeFolder(SafeFileHandle folder, byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int Unlink(SafeFileHandle folder, byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int Rename(SafeFileHandle folder, byte[] path, SafeFileHandle target, byte[] newPath);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeOpenMode(SafeFileHandle folder, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int ChangeMode(SafeFileHandle folder, byte[] path, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    private static partial nint StartReading(int descriptor);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static unsafe partial byte* ReadNext(nint reader);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int EndReading(nint reader);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    /// <summary>Reads a folder's entries. The layout of an entry is the same on every 64-bit Linux.</summary>
    private sealed class Reader : IDisposable
    {
        private const int KindOffset = 18;
        private const int NameOffset = 19;
        private readonly SafeFileHandle _folder;
        private readonly nint _reader;

        public Reader(SafeFileHandle folder)
        {
            _folder = folder;

            // A descriptor of its own, because reading moves the position that all copies of a descriptor share.
            var descriptor = OpenAgain(folder, [(byte)'.', 0], FolderOnly | CloseOnExecute);
            if (descriptor < 0)
            {
                throw Problem(Marshal.GetLastPInvokeError());
            }

            _reader = StartReading(descriptor);
            if (_reader == 0)
            {
                var error = Marshal.GetLastPInvokeError();
                _ = Close(descriptor);
                throw Problem(error);
            }
        }

        public unsafe (byte[] Name, EntryKind Kind)? Next()
        {
            while (true)
            {
                var entry = ReadNext(_reader);
                if (entry is null)
                {
                    var error = Marshal.GetLastPInvokeError();
                    return error == 0 ? null : throw Problem(error);
                }

                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    var bytes = name.ToArray();
                    return (bytes, KindOf(entry[KindOffset], bytes));
                }
            }
        }

        public void Dispose() => _ = EndReading(_reader);

        private EntryKind KindOf(byte kind, byte[] name) =>
            kind switch
            {
                // Some file systems do not say.
                0 => InodeStatus.TryOf(_folder, name, out var status) ? status.Kind : EntryKind.Other,
                4 => EntryKind.Folder,
                8 => EntryKind.File,
                10 => EntryKind.Link,
                _ => EntryKind.Other,
            };
    }
}
