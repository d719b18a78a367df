using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Cli;

/// <summary>
/// The process's standard streams. The console class of .NET is avoided where possible: it changes the mode of the terminal on first use
/// and leaves it changed, and it ignores a closed pipe.
/// </summary>
internal static class Terminal
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static TextWriter OpenOutput() => Writer(new OutputStream(Open(OutputDescriptor), ignoreErrors: false));

    /// <summary>Opens standard error. A failure to write there never changes the result of a command.</summary>
    public static TextWriter OpenError() => Writer(new OutputStream(Open(ErrorDescriptor), ignoreErrors: true));

    /// <summary>Opens standard output for bytes.</summary>
    public static Stream OpenBinaryOutput() => new OutputStream(Open(OutputDescriptor), ignoreErrors: false);

    /// <summary>Gets the columns of the terminal that data is written to, or null if it is not a terminal or has no size.</summary>
    public static int? OutputWidth => Console.IsOutputRedirected ? null : Width(OutputDescriptor);

    /// <summary>Gets the columns of the terminal that messages are written to, or null if it is not a terminal or has no size.</summary>
    public static int? ErrorWidth => Console.IsErrorRedirected ? null : Width(ErrorDescriptor);

    private static StreamWriter Writer(Stream stream) => new(stream, Utf8) { AutoFlush = true };

    private static Stream Open(int descriptor)
    {
        if (!OperatingSystem.IsWindows())
        {
            var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }

            // A file stream keeps its own position in a regular file, so that several programs could not write to it in turn.
        }

        return descriptor == OutputDescriptor ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    private static int? Width(int descriptor)
    {
        var columns = OperatingSystem.IsLinux() ? LinuxWidth(descriptor) : Console.WindowWidth;
        return columns > 0 ? columns : null;
    }

    private static int LinuxWidth(int descriptor)
    {
        const nuint TIOCGWINSZ = 0x5413;
        WindowSize size = default;
        return GetWindowSize(descriptor, TIOCGWINSZ, ref size) == 0 ? size.Columns : 0;
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetWindowSize(int descriptor, nuint request, ref WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthInPixels;
        public ushort HeightInPixels;
    }
}
