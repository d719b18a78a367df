using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>A file's type, size and times as Linux keeps them, to the nanosecond. No program can set the time of the last change.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly partial struct InodeStatus
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int OfDescriptor = 0x1000;
    private const uint Basic = 0x7FF;

    [FieldOffset(20)]
    private readonly int _userId;

    [FieldOffset(24)]
    private readonly int _groupId;

    [FieldOffset(28)]
    private readonly ushort _mode;

    [FieldOffset(32)]
    private readonly ulong _inode;

    [FieldOffset(40)]
    private readonly long _size;

    [FieldOffset(96)]
    private readonly long _changedSeconds;

    [FieldOffset(104)]
    private readonly uint _changedNanoseconds;

    [FieldOffset(112)]
    private readonly long _modifiedSeconds;

    [FieldOffset(120)]
    private readonly uint _modifiedNanoseconds;

    public EntryKind Kind =>
        (_mode & 0xF000) switch
        {
            0x4000 => EntryKind.Folder,
            0x8000 => EntryKind.File,
            0xA000 => EntryKind.Link,
            _ => EntryKind.Other,
        };

    public long Size => _size;

    /// <summary>Gets the UID of the owner.</summary>
    public int UserId => _userId;

    public int GroupId => _groupId;

    /// <summary>Gets the rights, and the bits that change the account of a program.</summary>
    public UnixFileMode Mode => (UnixFileMode)(_mode & 0xFFF);

    public bool IsExecutable => (_mode & 0x40) != 0;

    /// <summary>Gets what is different after every write to the file, also when a program sets the time of the modification back.</summary>
    public (ulong Inode, long Size, Int128 Changed, Int128 Modified, ushort Mode) Version =>
        (_inode, _size, Nanoseconds(_changedSeconds, _changedNanoseconds), Nanoseconds(_modifiedSeconds, _modifiedNanoseconds), _mode);

    /// <summary>Gets when the file or its attributes were last changed, in nanoseconds since 1970.</summary>
    public Int128 Changed => Nanoseconds(_changedSeconds, _changedNanoseconds);

    /// <summary>Gets the status of what is at a path. Symbolic links are not followed.</summary>
    [SupportedOSPlatform("linux")]
    public static bool TryOf(string path, out InodeStatus status) => Read(CurrentFolder, path, NoFollow, Basic, out status) == 0;

    /// <summary>Gets the status of an open file.</summary>
    [SupportedOSPlatform("linux")]
    public static bool TryOf(SafeFileHandle file, out InodeStatus status) => ReadIn(file, [0], OfDescriptor, Basic, out status) == 0;

    /// <summary>Gets the status of an entry of an open folder. Symbolic links are not followed.</summary>
    [SupportedOSPlatform("linux")]
    public static bool TryOf(SafeFileHandle folder, byte[] name, out InodeStatus status) =>
        ReadIn(folder, [.. name, 0], NoFollow, Basic, out status) == 0;

    private static Int128 Nanoseconds(long seconds, uint nanoseconds) => ((Int128)seconds * 1_000_000_000) + nanoseconds;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Read(int folder, string path, int flags, uint mask, out InodeStatus status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int ReadIn(SafeFileHandle file, byte[] path, int flags, uint mask, out InodeStatus status);
}
