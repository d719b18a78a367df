using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Execution.Local;

/// <summary>
/// Starts a process on Linux in a session of its own. <see cref="System.Diagnostics.Process"/> cannot: it makes no session, and does not
/// tell a process that a signal ended from one that ended with an exit code above 128.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class NativeSpawn
{
    private const int CloseOnExec = 0x80000;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    private const uint InMemoryCloseOnExec = 1;
    private const int DuplicateCloseOnExec = 1030;

    // Above those that the new process gets, so that none replaces the other.
    private const int FirstFreeDescriptor = 16;

    /// <summary>The descriptor to which a process writes its report.</summary>
    public const int ReportDescriptor = 3;

    /// <summary>The descriptor from which a process reads its first input. The others follow.</summary>
    public const int InputDescriptor = 4;

    // Larger than the structures of any C library.
    private const int StructureBytes = 1024;

    /// <summary>Starts a process.</summary>
    /// <param name="command">The program, as an absolute path, and its arguments.</param>
    /// <param name="folder">The folder in which it runs.</param>
    /// <param name="environment">All of its environment.</param>
    /// <param name="inputs">
    /// What the process can read from the descriptor <see cref="InputDescriptor"/> and those after it. If there are any, the process can
    /// also write to the descriptor <see cref="ReportDescriptor"/>.
    /// </param>
    /// <param name="owner">
    /// The account that opens the output of the process by a path, such as <c>/dev/stderr</c>. If null, it is the server's.
    /// </param>
    /// <exception cref="Win32Exception">The process cannot be started.</exception>
    public static SpawnedProcess Start(
        IReadOnlyList<string> command,
        string folder,
        IEnumerable<KeyValuePair<string, string>> environment,
        IReadOnlyList<byte[]> inputs,
        SystemAccount? owner = null
    )
    {
        var stdout = new Pipe();
        var stderr = new Pipe();
        var report = inputs.Count == 0 ? null : new Pipe();
        var inputFiles = inputs.Select(InMemory).ToList();
        var actions = NativeMemory.AllocZeroed(StructureBytes);
        var attributes = NativeMemory.AllocZeroed(StructureBytes);
        var signals = NativeMemory.AllocZeroed(StructureBytes);
        var words = new Strings(command);
        var variables = new Strings(environment.Select(variable => $"{variable.Key}={variable.Value}"));
        try
        {
            owner?.OwnPipe(stdout.WriteEnd);
            owner?.OwnPipe(stderr.WriteEnd);
            Check(InitActions(actions));
            Check(InitAttributes(attributes));
            Check(AddOpen(actions, 0, "/dev/null", 0, 0));
            Check(AddDup(actions, stdout.WriteEnd, 1));
            Check(AddDup(actions, stderr.WriteEnd, 2));
            if (report is not null)
            {
                Check(AddDup(actions, report.WriteEnd, ReportDescriptor));
            }

            for (var i = 0; i < inputFiles.Count; i++)
            {
                Check(AddDup(actions, (int)inputFiles[i].DangerousGetHandle(), InputDescriptor + i));
            }

            Check(AddFolder(actions, folder));
            _ = EmptySignals(signals);
            Check(SetMask(attributes, signals));
            _ = FillSignals(signals);
            Check(SetDefaults(attributes, signals));
            Check(SetFlags(attributes, SetSignalDefaults | SetSignalMask | SetSession));
            int processId;
            Check(Spawn(&processId, command[0], actions, attributes, words.Pointers, variables.Pointers));
            return new SpawnedProcess(processId, stdout.Open(), stderr.Open(), report?.Open());
        }
        catch
        {
            stdout.CloseReadEnd();
            stderr.CloseReadEnd();
            report?.CloseReadEnd();
            throw;
        }
        finally
        {
            stdout.CloseWriteEnd();
            stderr.CloseWriteEnd();
            report?.CloseWriteEnd();
            inputFiles.ForEach(file => file.Dispose());
            words.Free();
            variables.Free();
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
            NativeMemory.Free(actions);
            NativeMemory.Free(attributes);
            NativeMemory.Free(signals);
        }
    }

    /// <summary>A file that is in no folder, at its start.</summary>
    private static SafeFileHandle InMemory(byte[] content)
    {
        using var file = new SafeFileHandle(Required(CreateInMemory("input", InMemoryCloseOnExec)), ownsHandle: true);
        RandomAccess.Write(file, content, 0);
        return new SafeFileHandle(
            Required(Duplicate((int)file.DangerousGetHandle(), DuplicateCloseOnExec, FirstFreeDescriptor)),
            ownsHandle: true
        );
    }

    private static int Required(int descriptor) => descriptor >= 0 ? descriptor : throw new Win32Exception(Marshal.GetLastPInvokeError());

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }

    private sealed class Pipe
    {
        private readonly int _readEnd;

        public Pipe()
        {
            var ends = stackalloc int[2];
            if (OpenPipe(ends, CloseOnExec) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }

            (_readEnd, WriteEnd) = (ends[0], ends[1]);
        }

        public int WriteEnd { get; }

        public AnonymousPipeClientStream Open() =>
            new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(_readEnd, ownsHandle: true));

        public void CloseReadEnd() => _ = Close(_readEnd);

        public void CloseWriteEnd() => _ = Close(WriteEnd);
    }

    /// <summary>Strings as C has them: an array of pointers that ends with a null.</summary>
    private readonly ref struct Strings
    {
        private readonly int _count;

        public Strings(IEnumerable<string> strings)
        {
            var all = strings.ToList();
            _count = all.Count;
            Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
            {
                var length = Encoding.UTF8.GetByteCount(all[i]);
                Pointers[i] = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
                Encoding.UTF8.GetBytes(all[i], new Span<byte>(Pointers[i], length));
            }
        }

        public byte** Pointers { get; }

        public void Free()
        {
            for (var i = 0; i < _count; i++)
            {
                NativeMemory.Free(Pointers[i]);
            }

            NativeMemory.Free(Pointers);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(int* processId, string path, void* actions, void* attributes, byte** words, byte** variables);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(void* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDup(void* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddFolder(void* actions, string folder);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignals(void* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSignals(void* signals);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int OpenPipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateInMemory(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Duplicate(int descriptor, int command, int smallest);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

/// <summary>A process that was started, and the streams of what it writes.</summary>
/// <param name="ProcessId">The number of the process, which is also that of its session.</param>
/// <param name="Stdout">The standard output.</param>
/// <param name="Stderr">The standard error.</param>
/// <param name="Report">The report. Null for a process without input.</param>
internal sealed record SpawnedProcess(int ProcessId, Stream Stdout, Stream Stderr, Stream? Report);
