using System.Runtime.CompilerServices;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>
/// The result files of the jobs of a project. If a job changed no file, it has no output commit, and its files are read from its input
/// commit. They are never read from the latest commit, which may belong to another job.
/// </summary>
public sealed class ProjectResultsClient
{
    private readonly ProjectClient _project;

    internal ProjectResultsClient(ProjectClient project) => _project = project;

    /// <summary>Lists the files that a job added or changed. The list is empty if the job has no output commit.</summary>
    /// <remarks>The lists of the output commit and the input commit are requested and compared.</remarks>
    /// <param name="job">A job of this project that has ended.</param>
    /// <param name="cancellationToken">A token to cancel the requests.</param>
    /// <exception cref="ArgumentException">The job has not ended, or belongs to another project.</exception>
    /// <exception cref="DominoApiException">404: a commit was not found.</exception>
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

    /// <summary>Opens a file as a job left it, whether or not the job changed it. Dispose of the stream.</summary>
    /// <param name="job">A job of this project that has ended.</param>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="cancellationToken">A token to cancel the request until the response headers arrive.</param>
    /// <exception cref="ArgumentException">The job has not ended or belongs to another project, or the path is not valid.</exception>
    /// <exception cref="DominoApiException">404: the file was not found in the output commit of the job, or in its
    /// input commit if it has no output commit.</exception>
    public async Task<Stream> OpenReadAsync(Job job, string path, CancellationToken cancellationToken = default) =>
        await _project
            .Files.OpenReadAsync(path, await CommitAsync(job, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Downloads a file as a job left it, whether or not the job changed it.</summary>
    /// <remarks>The local file is replaced when all bytes have arrived. A local file with the same content is skipped.
    /// <see cref="ProjectFilesClient.DownloadAsync"/> lists the requests.</remarks>
    /// <param name="job">A job of this project that has ended.</param>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="localPath">The path of the local file. Missing folders are created.</param>
    /// <param name="options">The options. If null, an existing file is replaced. <see cref="ProjectDownloadOptions.CommitId"/> must be
    /// null.</param>
    /// <param name="cancellationToken">A token to cancel the download. Nothing is left behind, and an existing file is not changed.</param>
    /// <returns>A summary of the transfer.</returns>
    /// <exception cref="ArgumentException">The job has not ended or belongs to another project, the path is not valid, or the options name
    /// a commit.</exception>
    /// <exception cref="DominoNotFoundException">The file was not found in the job's output commit, or in its input commit if it made
    /// none.</exception>
    /// <exception cref="DominoExistsException">The local file exists and differs, and the policy is to fail.</exception>
    public async Task<TransferResult> DownloadAsync(
        Job job,
        string path,
        string localPath,
        ProjectDownloadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options = Checked(options);
        var commit = await CommitAsync(job, cancellationToken).ConfigureAwait(false);
        return await _project
            .Files.DownloadAsync(path, localPath, options with { CommitId = commit }, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Downloads the files that a job added or changed into a folder, with the folders they are in.</summary>
    /// <remarks>Each file gets its name when all its bytes have arrived. Local files with the same content are skipped.</remarks>
    /// <param name="job">A job of this project that has ended.</param>
    /// <param name="localFolder">The local folder. It is created if necessary.</param>
    /// <param name="options">The options. If null, all files are downloaded, four at a time, and existing files are replaced.
    /// <see cref="ProjectDownloadOptions.CommitId"/> must be null.</param>
    /// <param name="cancellationToken">A token to cancel the download. Files that are complete by then are kept.</param>
    /// <returns>A summary of the transfer. It counts no files if none matches.</returns>
    /// <exception cref="ArgumentException">The job has not ended or belongs to another project, or the options name a commit.</exception>
    /// <exception cref="DominoExistsException">A local file exists and differs, and the policy is to fail. Nothing was
    /// downloaded.</exception>
    /// <exception cref="DominoException">The name of a file leads out of the folder, or two names are the same on this machine. Nothing
    /// was downloaded. Or a file has another size than listed. Files that were complete by then are kept.</exception>
    public async Task<TransferResult> DownloadAllAsync(
        Job job,
        string localFolder,
        ProjectDownloadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options = Checked(options);
        var commit = await CommitAsync(job, cancellationToken).ConfigureAwait(false);
        var below = ProjectPath.CleanFolder(options.Folder).TrimEnd('/');
        var files = ListAsync(job, cancellationToken)
            .Where(file => below.Length == 0 || file.Path.StartsWith(below + "/", StringComparison.Ordinal));
        return await _project.Files.DownloadListedAsync(files, commit, localFolder, options, cancellationToken).ConfigureAwait(false);
    }

    private static ProjectDownloadOptions Checked(ProjectDownloadOptions? options) =>
        ProjectFilesClient.Checked(options) is { CommitId: null } valid
            ? valid
            : throw new ArgumentException(
                $"{nameof(ProjectDownloadOptions.CommitId)} must be null: the results of a job are read from the job's own commit.",
                nameof(options)
            );

    private async Task<string> CommitAsync(Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!job.IsCompleted)
        {
            throw new ArgumentException(
                $"Job {job.Number} ({job.Id}) is still {job.Status}. Wait for it, and use the job that the wait returns.",
                nameof(job)
            );
        }

        if (job.ProjectId is { } of && of != await _project.GetIdAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new ArgumentException($"Job {job.Number} ({job.Id}) belongs to project {of}, not to {_project}.", nameof(job));
        }

        return job.OutputCommitId
            ?? job.CommitDetails?.InputCommitId
            ?? throw new ArgumentException($"Job {job.Number} ({job.Id}) has no commit.", nameof(job));
    }
}
