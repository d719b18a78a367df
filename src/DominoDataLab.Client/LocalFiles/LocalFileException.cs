namespace DominoDataLab.Client.LocalFiles;

/// <summary>A local file cannot be read, or it changed after it was found.</summary>
internal class LocalFileException(string path, Exception? cause = null)
    : DominoException(
        cause is null ? $"'{path}' changed on this machine in the meantime." : $"'{path}' can't be read: {cause.Message}",
        cause
    )
{
    public static bool Causes(Exception e) => e is IOException or UnauthorizedAccessException;
}
