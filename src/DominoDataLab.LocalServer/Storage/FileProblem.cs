namespace DominoDataLab.LocalServer.Storage;

/// <summary>Says in plain words why a file or a folder could not be used. The messages of .NET name paths of this machine.</summary>
internal static class FileProblem
{
    public const string TooLong = "its path is too long for this system";

    // The system's limit counts the NUL character at the end.
    private static readonly int MaxPathBytes = OperatingSystem.IsMacOS() ? 1023 : 4095;

    private const int NoEntry = 2;
    private const int NotAllowed = 13;
    private const int NotADirectory = 20;
    private const int ReadOnly = 30;
    private const int NameTooLong = 36;
    private const int NotEmpty = 39;
    private const int TooManyLinks = 40;

    /// <summary>Checks whether a path is longer than the system allows.</summary>
    public static bool IsTooLong(string path) =>
        OperatingSystem.IsWindows()
            ? path.Length > 32_000
            : path.Length > MaxPathBytes / 4 && System.Text.Encoding.UTF8.GetByteCount(path) > MaxPathBytes;

    public static string Of(Exception e) =>
        e switch
        {
            _ when DiskFull.Caused(e) => "the disk is full",
            PathTooLongException => TooLong,
            UnauthorizedAccessException => "the server has no permission for it",
            FileNotFoundException or DirectoryNotFoundException => "it is gone",
            IOException when OperatingSystem.IsLinux() => OfError(e.HResult),
            _ => "the system reported an error",
        };

    private static string OfError(int error) =>
        error switch
        {
            NoEntry => "it is gone",
            NotAllowed => "the server has no permission for it",
            NotADirectory => "a part of its path is not a folder",
            ReadOnly => "the file system is read-only",
            NameTooLong => TooLong,
            NotEmpty => "another process writes to it",
            TooManyLinks => "it is a symbolic link",
            > 0 and < 4096 => $"the system reported '{System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}'",
            _ => "the system reported an error",
        };
}
