using System.Runtime.CompilerServices;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Files;

/// <summary>
/// The files that jobs of a project left. A job that changed no file makes no output commit: what it left is then what it found,
/// and its files are read from its input commit, never from the newest commit, which may be another job's.
/// </summary>
public sealed class ProjectResultsClient
{
    private const int AtOnce = 4;

    private readonly ProjectClient _project;

    internal ProjectResultsClient(ProjectClient project) => _project = project;

    /// <summary>The files that a job added or changed: those of its output commit that its input commit lacks or has with other content.
    /// Two lists of files, compared here. None if the job made no output commit.</summary>
    /// <param name="job">A job of this project that has ended.</param>
    /// <param name="cancellationToken">A token to cancel the requests.</param>
    /// <exception cref="ArgumentException">The job has not ended, or is another project's.</exception>
    /// <exception cref="DominoApiException">404: a commit is gone.</exception>
    public async IAsyncEnumerable<ProjectFile> ListAsync(Job job, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var commit = await CommitAsync(job, cancellationToken).ConfigureAwait(false);
        if (job.OutputCommitId is null || commit == job.CommitDetails!.InputCommitId)
        {
            yield break;
        }

        var before = string.IsNullOrEmpty(job.CommitDetails.InputCommitId)
            ? []
            : await _project
                .Files.ListAsync("", job.CommitDetails.InputCommitId, cancellationToken)
                .Select(file => (file.Path, file.Key))
                .ToHashSetAsync(comparer: null, cancellationToken)
                .ConfigureAwait(false);
        await foreach (var file in _project.Files.ListAsync("", commit, cancellationToken).ConfigureAwait(false))
        {
            if (!before.Contains((file.Path, file.Key)))
            {
                yield return file;
            }
        }
    }

    /// <summary>Opens a file as a job left it, whether or not the job changed it; the caller disposes the stream.</summary>
    /// <param name="job">A job of this project that has ended.</param>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="cancellationToken">A token to cancel the request until the response headers arrive.</param>
    /// <exception cref="ArgumentException">The job has not ended or belongs to another project, or the path is not valid.</exception>
    /// <exception cref="DominoApiException">404: no such file at the job's output commit, or at its input commit if it made
    /// none.</exception>
    public async Task<Stream> OpenReadAsync(Job job, string path, CancellationToken cancellationToken = default) =>
        await _project
            .Files.OpenReadAsync(path, await CommitAsync(job, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Downloads a file as a job left it, whether or not the job changed it, under a temporary name that becomes the right one
    /// when all bytes are there.</summary>
    /// <param name="job">A job of this project that has ended.</param>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="localPath">The path of the local file. An existing file is replaced. Missing folders are created.</param>
    /// <param name="cancellationToken">A token to cancel the download. Nothing is left behind, and an existing file is not changed.</param>
    /// <returns>The number of bytes that were written.</returns>
    /// <exception cref="ArgumentException">The job has not ended or belongs to another project, or the path is not valid.</exception>
    /// <exception cref="DominoApiException">404: no such file at the job's output commit, or at its input commit if it made
    /// none.</exception>
    public async Task<long> DownloadAsync(Job job, string path, string localPath, CancellationToken cancellationToken = default) =>
        await _project
            .Files.DownloadAsync(path, localPath, await CommitAsync(job, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Downloads the files that a job added or changed, four at once, into a folder, with the folders they are in. Each is
    /// written under a temporary name that becomes the right one when its size is that of the list.</summary>
    /// <param name="job">A job of this project that has ended.</param>
    /// <param name="localFolder">The local folder. It is created if necessary. Existing files are replaced.</param>
    /// <param name="pattern">Which ones: <c>?</c> is one character, <c>*</c> any but a slash, <c>**</c> any at all. Without a slash it is a
    /// pattern of names in whatever folder (<c>*.csv</c>), else of whole paths (<c>results/**</c>). Upper and lower case differ.</param>
    /// <param name="cancellationToken">A token to cancel the download. Files that are complete by then are kept.</param>
    /// <returns>The files downloaded, in the order of their paths; none if none fits.</returns>
    /// <exception cref="ArgumentException">The job has not ended, or is another project's.</exception>
    /// <exception cref="DominoException">A file's name would lead out of the folder: nothing was downloaded. Or a file has another size
    /// than listed: files that were whole by then stay.</exception>
    public async Task<IReadOnlyList<ProjectFile>> DownloadAllAsync(
        Job job,
        string localFolder,
        string pattern = "**",
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localFolder);
        var wanted = new GlobPattern(pattern);
        var root = Path.GetFullPath(localFolder);
        var files = (await ListAsync(job, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false))
            .Where(file => wanted.Matches(file.Path))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (File: file, Target: LocalTarget.In(root, file.Path)))
            .ToList();
        _ = LocalTarget.Folder(root);
        await Parallel
            .ForEachAsync(
                files,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (each, token) =>
                    await _project
                        .Files.ReadAsync(
                            each.File.Path,
                            job.OutputCommitId!,
                            source => LocalFile.WriteAsync(source, each.Target, token, each.File.SizeBytes),
                            token
                        )
                        .ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return files.ConvertAll(each => each.File);
    }

    private async Task<string> CommitAsync(Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!job.IsCompleted)
        {
            throw new ArgumentException(
                $"Job {job.Number} ({job.Id}) is {job.Status}; what it leaves is known when it has ended. Wait for it, and give the job "
                    + $"that the wait returns.",
                nameof(job)
            );
        }

        if (job.ProjectId is { } of && of != await _project.GetIdAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new ArgumentException($"Job {job.Number} ({job.Id}) is of the project {of}, not of {_project}.", nameof(job));
        }

        return job.OutputCommitId
            ?? job.CommitDetails?.InputCommitId
            ?? throw new ArgumentException($"Job {job.Number} ({job.Id}) names no commit.", nameof(job));
    }
}
