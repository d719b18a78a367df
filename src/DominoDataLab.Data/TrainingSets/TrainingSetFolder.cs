using System.Runtime.CompilerServices;
using Apache.Arrow;
using DominoDataLab.Client;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>The folder with the data of a version.</summary>
internal static class TrainingSetFolder
{
    private const string FileName = "data.parquet";

    private const UnixFileMode ReadOnly =
        UnixFileMode.UserRead
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <exception cref="DominoException">The path is missing or leads out of the folder of all training sets.</exception>
    public static string Resolve(string? root, string? containerPath)
    {
        if (string.IsNullOrWhiteSpace(root))
        {
            throw new DominoException("The training-set folder is not set. Set DOMINO_TRAINING_SET_PATH to the mounted folder.")
            {
                MemberAdvice = "Or set TrainingSetFolder.",
            };
        }

        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var folder = Path.GetFullPath(Path.Combine(root, containerPath ?? ""));
        return folder.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? folder
            : throw new DominoException($"The training set's path '{containerPath}' is not a path below the training-set folder.");
    }

    /// <summary>Makes the folder, writes the data, and protects the folder against changes. After a failure, the folder is gone.</summary>
    /// <exception cref="IOException">The folder exists, or the data cannot be written.</exception>
    public static async Task WriteAsync(string folder, TrainingFrame frame, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder) || File.Exists(folder))
        {
            throw new IOException($"Could not write the training set: '{folder}' exists already. The version stays pending on the server.");
        }

        Directory.CreateDirectory(folder);
        try
        {
            await ParquetFrames.WriteAsync(Path.Combine(folder, FileName), frame, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, ReadOnly);
        }
    }

    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        string folder,
        IReadOnlySet<string> leftOut,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (!Directory.Exists(folder))
        {
            throw new DominoException(
                $"Could not read the training set: the folder '{folder}' does not exist. Check that the training-set folder is mounted "
                    + "and that DOMINO_TRAINING_SET_PATH names it."
            );
        }

        foreach (var file in Directory.GetFiles(folder, "*.parquet").Order(StringComparer.Ordinal))
        {
            await foreach (var batch in ParquetFrames.ReadAsync(file, leftOut, cancellationToken).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
    }

    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserWrite);
        }

        Directory.Delete(folder, recursive: true);
    }
}
